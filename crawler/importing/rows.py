"""What every reader yields, and the limits that all readers keep."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

MAX_CELL = (
    8_000_000  # characters in one cell, line or JSON value: four times the longest text accepted in tests
)
MAX_COLUMNS = 500


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a file: where it stands ("row 12") and its cells by heading."""

    place: str
    cells: dict[str, Any]


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row that cannot be read: where it stands, why, and how it begins (unmasked, only in memory)."""

    place: str
    reason: str
    sample: str


@dataclass(slots=True)
class Table:
    """An open file. `rows()` reads it from the beginning, each time anew, and holds one row at a time.

    `headings` are known at once for tables; for JSON lines they are those of the first rows.
    `notes` say what a person should know (encoding, sheet, delimiter); readers may add to it.
    """

    path: Path
    format: str
    rows: Callable[[], Iterator[Row | BadRow]]
    encoding: str | None = None
    headings: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def unique_headings(cells: list[str]) -> list[str]:
    """Headings as they are addressed: blank ones get a number, repeated ones a suffix."""
    names: list[str] = []
    for number, cell in enumerate(cells, 1):
        name = " ".join(cell.replace("\ufeff", "").split()) or f"column {number}"
        candidate, suffix = name, 2
        while candidate in names:
            candidate, suffix = f"{name} {suffix}", suffix + 1
        names.append(candidate)
    return names
