"""What a pack may be asked for."""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from crawler.config import StudyConfig
from crawler.errors import UsageProblem
from mining.overlay import STATUSES
from outputs.links import safe_url
from outputs.material.options import ExportOptions
from outputs.text import LANGUAGES, Language

PackLanguage = Literal["zh", "en", "both"]
WANTED = ("accepted", "new")  # what nobody has judged goes in watermarked; parked and rejected stay out
MOST_CARDS = 200


@dataclass(frozen=True, slots=True)
class PackOptions:
    """How the pack is made; a facilitator needs to change nothing but `brand`.

    `language` None is the study's first. `brand` None is the study's name. `statuses` None takes accepted
    findings and fills up with unreviewed ones, which carry a watermark. `cards` scenario cards at the most.
    `link` is an address before "/finding/ID" that the QR codes lead to; without it they hold the id.
    `licence` replaces the licence note. `translations` is a CSV file (clause_id, text, by); a text whose
    `by` is not "person" is marked as machine translation. Raises UsageProblem for what cannot be meant.
    """

    language: PackLanguage | None = None
    brand: str | None = None
    statuses: tuple[str, ...] | None = None
    cards: int = 40
    link: str | None = None
    licence: str | None = None
    translations: Path | None = None
    zipped: bool = True

    def __post_init__(self) -> None:
        if self.language not in (None, "both", *LANGUAGES):
            raise UsageProblem(f"there is no language {self.language!r}", hint="zh, en, both")
        for name in self.statuses or ():
            if name not in STATUSES or name == "rejected":
                allowed = ", ".join(status for status in STATUSES if status != "rejected")
                raise UsageProblem(f"a pack cannot show findings that are {name!r}", hint=allowed)
        if not 1 <= self.cards <= MOST_CARDS:
            raise UsageProblem(f"{self.cards} cards are not possible", hint=f"1 to {MOST_CARDS}")
        if self.link is not None and safe_url(self.link) is None:
            raise UsageProblem(f"{self.link!r} is no http(s) address", hint="https://host/study")

    def speak(self, config: StudyConfig) -> tuple[Language, ...]:
        """The languages that are made, in order."""
        if self.language == "both":
            return LANGUAGES
        return (ExportOptions(language=self.language).speak(config),)

    def filters(self, language: Language) -> ExportOptions:
        """The same as an export takes it."""
        return ExportOptions(language=language, statuses=self.statuses or WANTED)
