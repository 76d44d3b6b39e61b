"""Translations that somebody brings along; what a machine made is marked so."""

from dataclasses import dataclass
from pathlib import Path

from crawler.errors import ImportProblem
from crawler.importing.files import open_table
from crawler.importing.rows import BadRow

PERSON = "person"
_HINT = "a table with the columns clause_id, text and by (person, or the name of the machine)"


@dataclass(frozen=True, slots=True)
class Translation:
    """A quote in the other language. `by` is "person" or what made it."""

    text: str
    by: str

    @property
    def machine(self) -> bool:
        """Whether no person answers for it."""
        return self.by != PERSON


def read_translations(path: Path | None) -> dict[str, Translation]:
    """clause id -> translation; a row without `by` counts as a machine's. Raises ImportProblem."""
    if path is None:
        return {}
    table = open_table(path)
    missing = [name for name in ("clause_id", "text") if name not in table.headings]
    if missing:
        raise ImportProblem(f"the column {', '.join(missing)} is missing", where=str(path), hint=_HINT)
    found: dict[str, Translation] = {}
    for row in table.rows():
        if isinstance(row, BadRow):
            raise ImportProblem(f"{row.place}: {row.reason}", where=str(path), hint=_HINT)
        key, text = str(row.cells.get("clause_id") or "").strip(), str(row.cells.get("text") or "").strip()
        by = str(row.cells.get("by") or "").strip() or "machine"
        if key and text:
            found[key] = Translation(" ".join(text.split()), PERSON if by.casefold() == PERSON else by)
    return found
