"""The workbook: Overview, Findings, Evidence, Tags, Journey, Runs.

Every string is written as a string: none becomes a formula, and only http(s) addresses become links.
Cells that begin like a formula carry Excel's own quote mark, so that saving as CSV stays safe too.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from crawler.clock import now
from crawler.store import Store
from crawler.study import Study
from outputs.exports.options import ExportOptions, ExportResult
from outputs.exports.tables import (
    EVIDENCE_COLUMNS,
    FINDING_COLUMNS,
    RUN_COLUMNS,
    TAG_COLUMNS,
    Cell,
    evidence_rows,
    finding_rows,
    run_rows,
    tag_rows,
)
from outputs.files import write_whole
from outputs.links import safe_url
from outputs.material.gather import Material, gather
from outputs.material.manifest import manifest_text
from outputs.material.overview import manifest_lines, overview_lines
from outputs.neutral import FORMULA_STARTS, cut

MAX_CELL = 32_767  # characters, Excel's own limit
MAX_LINKS = 60_000  # a sheet takes 65,530
MAX_LINK = 2_000
BIG = 20_000  # rows of evidence from which memory is kept constant
JOURNEY_COLUMNS = ("finding_id", "kind", "title", "axis", "key", "name", "share", "people")
_WIDTHS = {"title": 36, "statement": 48, "quote": 60, "before": 30, "after": 30, "url": 30, "note": 30}


def write(study: Study, store: Store, path: Path, options: ExportOptions) -> ExportResult:
    """Write the workbook. Raises ExportProblem."""
    material = gather(study, store, options)
    write_whole(path, lambda draft: _fill(draft, material))
    return ExportResult((path,), material.manifest)


def _fill(path: Path, material: Material) -> None:
    evidence = sum(len(quotes) for quotes in material.quotes.values())
    settings = {
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "constant_memory": evidence > BIG,
    }
    with xlsxwriter.Workbook(str(path), settings) as book:
        book.set_properties(
            {"title": material.study.config.study.name, "created": now().replace(tzinfo=None)}
        )
        sheets = _Sheets(book)
        sheets.lines(material.words("xlsx.overview"), _overview(material))
        sheets.table(material.words("xlsx.findings"), FINDING_COLUMNS, finding_rows(material))
        sheets.table(material.words("xlsx.evidence"), EVIDENCE_COLUMNS, evidence_rows(material))
        sheets.table(material.words("xlsx.tags"), TAG_COLUMNS, tag_rows(material))
        sheets.table(material.words("xlsx.journey"), JOURNEY_COLUMNS, _journey_rows(material))
        sheets.table(material.words("xlsx.runs"), RUN_COLUMNS, run_rows(material))


def _overview(material: Material) -> Iterable[tuple[Cell, ...]]:
    whole = ("manifest", manifest_text(material.manifest))
    return (*overview_lines(material), *manifest_lines(material), whole)


def _journey_rows(material: Material) -> Iterable[Sequence[Cell]]:
    for item in material.findings:
        for axis, rows in sorted(material.places.get(item.id, {}).items()):
            for row in rows:
                name = material.names.label(axis, row.key)
                yield (
                    item.id,
                    item.kind,
                    material.title(item),
                    axis,
                    row.key,
                    name,
                    round(row.share, 4),
                    row.people,
                )


@dataclass
class _Formats:
    plain: Format
    guarded: Format
    head: Format
    link: Format
    big: Format


class _Sheets:
    """Writes sheets row by row, as constant memory asks."""

    def __init__(self, book: Any) -> None:
        self._book = book
        wrap = {"text_wrap": True, "valign": "top"}
        self._formats = _Formats(
            plain=book.add_format(wrap),
            guarded=book.add_format({**wrap, "quote_prefix": True}),
            head=book.add_format({"bold": True, "bottom": 1, "valign": "top"}),
            link=book.add_format({"font_color": "#0B5CAD", "underline": 1, "valign": "top"}),
            big=book.add_format({"bold": True, "font_size": 14}),
        )

    def lines(self, name: str, lines: Iterable[tuple[Cell, ...]]) -> None:
        """A sheet of free lines; a line of one cell is a heading."""
        sheet = self._book.add_worksheet(name)
        sheet.set_column(0, 0, 34)
        sheet.set_column(1, 1, 70)
        sheet.set_column(2, 4, 16)
        for row, line in enumerate(lines):
            for column, value in enumerate(line):
                heading = len(line) == 1 and value
                self._cell(sheet, row, column, value, self._formats.big if heading else None)

    def table(self, name: str, columns: Sequence[str], rows: Iterable[Sequence[Cell]]) -> None:
        """A sheet with a frozen heading row and a filter."""
        sheet = self._book.add_worksheet(name)
        sheet.freeze_panes(1, 0)
        for column, title in enumerate(columns):
            sheet.set_column(column, column, _WIDTHS.get(title.split("_")[0], 14))
            sheet.write_string(0, column, title, self._formats.head)
        last, links = 0, 0
        for last, row in enumerate(rows, start=1):
            for column, value in enumerate(row):
                is_link = columns[column] == "url" and isinstance(value, str) and links < MAX_LINKS
                if is_link and isinstance(value, str) and self._link(sheet, last, column, value):
                    links += 1
                else:
                    self._cell(sheet, last, column, value)
        sheet.autofilter(0, 0, last, len(columns) - 1)

    def _link(self, sheet: Worksheet, row: int, column: int, value: str) -> bool:
        if safe_url(value) is None or len(value) > MAX_LINK:
            return False
        return bool(sheet.write_url(row, column, value, self._formats.link, string=cut(value, 255)) == 0)

    def _cell(
        self, sheet: Worksheet, row: int, column: int, value: Cell, style: Format | None = None
    ) -> None:
        if value is None or value == "":
            return
        if isinstance(value, str):
            guarded = value.startswith(FORMULA_STARTS)
            chosen = self._formats.guarded if guarded else style or self._formats.plain
            sheet.write_string(row, column, cut(value, MAX_CELL), chosen)
        else:
            sheet.write_number(row, column, value, style or self._formats.plain)
