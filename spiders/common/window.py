"""Which dates a study wants."""

import re
from dataclasses import dataclass

from crawler.errors import UsageProblem

_DATE = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?($|T)")


@dataclass(frozen=True, slots=True)
class Window:
    """Days from `since` to `until`, both within; compared as written, to the shorter precision.

    A post without a date is kept: nothing says that it is outside.
    """

    since: str | None = None
    until: str | None = None

    def __post_init__(self) -> None:
        """Raises UsageProblem for bounds that are no dates."""
        for name in ("since", "until"):
            value = getattr(self, name)
            if value is not None and not _DATE.match(value):
                raise UsageProblem(f"{name} must be a date like 2026-05-01, got {value!r}")

    @property
    def bounded(self) -> bool:
        """Whether it leaves anything out."""
        return bool(self.since or self.until)

    def holds(self, posted_at: str | None) -> bool:
        """Whether a post of this date (ISO 8601) is wanted."""
        if not posted_at:
            return True
        day = posted_at[:10]
        if self.since and day[: len(self.since[:10])] < self.since[: len(day)]:
            return False
        return not (self.until and day[: len(self.until[:10])] > self.until[: len(day)])
