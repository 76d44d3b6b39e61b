"""Reading a table of O-data and keeping it: the only writer of the table `odata`.

One row for each phase, month or product, one column for each figure. Rows of single people are refused:
a key that stands twice has not been summed up.
"""

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from crawler.clock import now_iso
from crawler.errors import ImportProblem
from crawler.importing.files import open_table
from crawler.importing.rows import BadRow
from crawler.store import Store
from mining.records import PHASES
from mining.schema import MINING_MIGRATIONS

AXES = ("phase", "month", "product")
_MONTH = re.compile(r"^(\d{4})[-/.](\d{1,2})(?:[-/.]\d{1,2})?$")
_PERCENT = re.compile(r"^(-?[\d.,]+)\s*%$")
MOST_ROWS = 5_000


@dataclass(frozen=True, slots=True)
class Figure:
    """One number: of which table, for which key of which axis, called what."""

    name: str
    axis: str
    key: str
    metric: str
    value: float


def read_figures(path: Path, name: str) -> list[Figure]:
    """The figures of a file (CSV, XLSX, …). Empty cells are left out; "12 %" is 0.12.

    Raises ImportProblem where no column is called phase, month or product, where a key stands twice or
    cannot be one, or where a figure is no number.
    """
    table = open_table(path)
    axis = next((a for a in AXES if a in [h.lower() for h in table.headings]), None)
    if axis is None:
        raise ImportProblem("has no column to join by", where=str(path), hint=f"call one {', '.join(AXES)}")
    column = next(h for h in table.headings if h.lower() == axis)
    metrics = [h for h in table.headings if h != column]
    if not metrics:
        raise ImportProblem("has no figures beside its keys", where=str(path))
    found: list[Figure] = []
    seen: set[str] = set()
    for number, row in enumerate(table.rows()):
        if isinstance(row, BadRow):
            raise ImportProblem(f"{row.place}: {row.reason}", where=str(path))
        if number >= MOST_ROWS:
            raise ImportProblem(f"has more than {MOST_ROWS} rows: sum it up first", where=str(path))
        key = _key(axis, str(row.cells.get(column) or ""), f"{path}, {row.place}")
        if key in seen:
            raise ImportProblem(
                f"{axis} {key!r} stands twice", where=f"{path}, {row.place}",
                hint="sum up to one row for each; rows of single people do not belong here",
            )  # fmt: skip
        seen.add(key)
        found += _figures(name, axis, key, [(m, row.cells.get(m)) for m in metrics], f"{path}, {row.place}")
    return found


def save_figures(store: Store, name: str, figures: Iterable[Figure]) -> int:
    """Keep the figures of one table; the same name replaces what was there. Returns how many."""
    store.migrate(MINING_MIGRATIONS)
    rows = [(f.name, f.axis, f.key, f.metric, f.value, now_iso()) for f in figures]
    with store.writing() as conn:
        conn.execute("DELETE FROM odata WHERE name = ?", (name,))
        conn.executemany(
            "INSERT INTO odata (name, axis, key, metric, value, imported_at) VALUES (?, ?, ?, ?, ?, ?)", rows
        )
    return len(rows)


def load_figures(store: Store) -> list[Figure]:
    """All figures by table, key and metric."""
    store.migrate(MINING_MIGRATIONS)
    rows = store.rows("SELECT name, axis, key, metric, value FROM odata ORDER BY name, rowid")
    return [Figure(**dict(row)) for row in rows]


def _key(axis: str, text: str, place: str) -> str:
    text = text.strip()
    if axis == "month":
        match = _MONTH.match(text[:10])
        if match is None or not 1 <= int(match[2]) <= 12:
            raise ImportProblem(f"{text!r} is no month", where=place, hint="2026-01")
        return f"{match[1]}-{int(match[2]):02d}"
    if axis == "phase" and text not in PHASES:
        raise ImportProblem(f"there is no phase {text!r}", where=place, hint=", ".join(PHASES))
    if not text:
        raise ImportProblem(f"has no {axis}", where=place)
    return text


def _figures(
    name: str, axis: str, key: str, cells: Iterable[tuple[str, object]], place: str
) -> list[Figure]:
    return [
        Figure(name, axis, key, metric, _number(cell, metric, place))
        for metric, cell in cells
        if cell is not None and str(cell).strip() != ""
    ]


def _number(cell: object, metric: str, place: str) -> float:
    text = str(cell).strip()
    percent = _PERCENT.match(text)
    try:
        value = float((percent[1] if percent else text).replace(",", ""))
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        raise ImportProblem(f"{metric} is no number: {text!r}", where=place)
    return value / 100 if percent else value
