"""What an export may leave out."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from crawler.config import StudyConfig
from crawler.errors import UsageProblem
from mining.overlay import STATUSES, ShownFinding
from mining.records import KINDS
from outputs.text import LANGUAGES, Language


@dataclass(frozen=True, slots=True)
class ExportOptions:
    """Filters and language. Rejected findings are counted but not shown, except in JSON.

    `kinds` and `statuses` keep only those named; empty means all. Raises UsageProblem for a name
    that does not exist.
    """

    language: Language | None = None
    kinds: tuple[str, ...] = ()
    statuses: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        _known("language", (self.language,) if self.language else (), LANGUAGES)
        _known("kind", self.kinds, KINDS)
        _known("status", self.statuses, STATUSES)

    def speak(self, config: StudyConfig) -> Language:
        """The language of headings: the one asked for, else the study's first that we speak."""
        if self.language:
            return self.language
        for name in config.study.languages:
            for language in LANGUAGES:
                if name == language:
                    return language
        return "en"

    def keeps(self, finding: ShownFinding) -> bool:
        """Whether the filters let a finding through."""
        return (not self.kinds or finding.kind in self.kinds) and (
            not self.statuses or finding.status in self.statuses
        )

    def as_json(self) -> dict[str, Any]:
        """The filters as the manifest states them."""
        return {"kinds": list(self.kinds), "statuses": list(self.statuses)}


def _known(what: str, given: Sequence[str], allowed: Sequence[str]) -> None:
    for name in given:
        if name not in allowed:
            raise UsageProblem(f"there is no {what} {name!r}", hint=", ".join(allowed))
