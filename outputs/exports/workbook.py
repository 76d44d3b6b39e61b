"""Sheets that are safe to open: every string is written as a string.

None becomes a formula, and only http(s) addresses become links. Cells that begin like a formula carry
Excel's own quote mark, so that saving as CSV stays safe too.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from outputs.exports.tables import Cell
from outputs.links import safe_url
from outputs.neutral import FORMULA_STARTS, cut

SETTINGS = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
MAX_CELL = 32_767  # characters, Excel's own limit
MAX_LINKS = 60_000  # a sheet takes 65,530
MAX_LINK = 2_000
_WIDTHS = {"title": 36, "statement": 48, "quote": 60, "before": 30, "after": 30, "url": 30, "note": 30}


@dataclass
class Formats:
    """The looks of cells."""

    plain: Format
    guarded: Format
    head: Format
    link: Format
    big: Format


class Sheets:
    """Writes sheets row by row, as constant memory asks."""

    def __init__(self, book: Any) -> None:
        self.book = book
        wrap = {"text_wrap": True, "valign": "top"}
        self.formats = Formats(
            plain=book.add_format(wrap),
            guarded=book.add_format({**wrap, "quote_prefix": True}),
            head=book.add_format({"bold": True, "bottom": 1, "valign": "top"}),
            link=book.add_format({"font_color": "#0B5CAD", "underline": 1, "valign": "top"}),
            big=book.add_format({"bold": True, "font_size": 14}),
        )

    def lines(self, name: str, lines: Iterable[tuple[Cell, ...]]) -> None:
        """A sheet of free lines; a line of one cell is a heading."""
        sheet = self.book.add_worksheet(name)
        sheet.set_column(0, 0, 34)
        sheet.set_column(1, 1, 70)
        sheet.set_column(2, 4, 16)
        for row, line in enumerate(lines):
            for column, value in enumerate(line):
                heading = len(line) == 1 and value
                self.cell(sheet, row, column, value, self.formats.big if heading else None)

    def table(
        self,
        name: str,
        columns: Sequence[str],
        rows: Iterable[Sequence[Cell]],
        headings: Sequence[str] | None = None,
    ) -> None:
        """A sheet with a frozen heading row and a filter. `headings` are what the columns are called."""
        sheet = self.book.add_worksheet(name)
        sheet.freeze_panes(1, 0)
        for column, title in enumerate(columns):
            sheet.set_column(column, column, _WIDTHS.get(title.split("_")[0], 14))
            said = headings[column] if headings else title
            sheet.write_string(0, column, said, self.formats.head)
        last, links = 0, 0
        for last, row in enumerate(rows, start=1):
            for column, value in enumerate(row):
                is_link = columns[column] == "url" and isinstance(value, str) and links < MAX_LINKS
                if is_link and isinstance(value, str) and self._link(sheet, last, column, value):
                    links += 1
                else:
                    self.cell(sheet, last, column, value)
        sheet.autofilter(0, 0, last, len(columns) - 1)

    def _link(self, sheet: Worksheet, row: int, column: int, value: str) -> bool:
        if safe_url(value) is None or len(value) > MAX_LINK:
            return False
        return bool(sheet.write_url(row, column, value, self.formats.link, string=cut(value, 255)) == 0)

    def cell(self, sheet: Worksheet, row: int, column: int, value: Cell, style: Format | None = None) -> None:
        """One value as what it is: a number, or a string that stays one; nothing for None and ""."""
        if value is None or value == "":
            return
        if isinstance(value, str):
            guarded = value.startswith(FORMULA_STARTS)
            chosen = self.formats.guarded if guarded else style or self.formats.plain
            sheet.write_string(row, column, cut(value, MAX_CELL), chosen)
        else:
            sheet.write_number(row, column, value, style or self.formats.plain)
