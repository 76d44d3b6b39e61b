"""Sheets in the reader's language: headings and coded values as words; in English they stay as they are."""

import tomllib
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from pathlib import Path

from outputs.exports.tables import Cell
from outputs.material.gather import Material

# column -> section of the words that its values have
_SECTIONS = {
    "kind": "kind", "finding_kind": "kind", "shelf": "shelf", "polarity": "polarity", "sign": "polarity",
    "from_kind": "kind", "to_kind": "kind", "people_basis": "basis", "language": "language", "axis": "axis",
}  # fmt: skip
_STATUSES = ("status", "finding_status")


def headings(material: Material, sheet: str, columns: Sequence[str]) -> list[str]:
    """What the columns of a sheet are called; a column without a word keeps its name."""
    names = chinese("column") if material.language == "zh" else {}
    return [names.get(f"{sheet}_{name}") or names.get(name, name) for name in columns]


@cache
def chinese(section: str) -> dict[str, str]:
    """The Chinese words of a section that only the workbook needs: column, run_status, manifest."""
    path = Path(__file__).with_name("columns.zh.toml")
    found: dict[str, str] = tomllib.loads(path.read_text(encoding="utf-8"))[section]
    return found


def spoken(
    material: Material, columns: Sequence[str], rows: Iterable[Sequence[Cell]]
) -> Iterator[tuple[Cell, ...]]:
    """The rows with coded values as words, where the workbook is Chinese; all else is left alone."""
    if material.language == "en":
        yield from (tuple(row) for row in rows)
        return
    change = [_changer(material, name, columns) for name in columns]
    for row in rows:
        yield tuple(one(value) for one, value in zip(change, row, strict=True))


def _changer(material: Material, name: str, columns: Sequence[str]) -> Callable[[Cell], Cell]:
    words = material.words
    if name in _STATUSES:
        if "stage" in columns:
            return lambda value: chinese("run_status").get(str(value), str(value))
        return lambda value: words.get(f"status.{_key(value)}", str(value or ""))
    if name in ("phase", "touchpoint"):
        return lambda value: material.names.label(name, str(value))
    if name == "current":
        return lambda value: words("xlsx.yes") if value else ""
    if name in _SECTIONS:
        return lambda value: words.get(f"{_SECTIONS[name]}.{value}", str(value or ""))
    return lambda value: value


def _key(value: Cell) -> str:
    """The key of a status: spaces become _, and what nobody judged is "new"."""
    text = str(value or "").replace(" ", "_").replace("-", "_")
    return "new" if text == "unreviewed" else text
