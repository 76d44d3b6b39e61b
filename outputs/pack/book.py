"""Workbooks of the pack: safe cells, live formulas that only we write, a frozen date, the manifest inside."""

import io
from collections.abc import Callable, Iterable, Sequence
from math import ceil
from typing import Any

import xlsxwriter

from outputs.exports.tables import Cell
from outputs.exports.workbook import SETTINGS, Sheets
from outputs.material.manifest import manifest_text
from outputs.material.overview import manifest_lines
from outputs.neutral import visible
from outputs.pack.dates import moment
from outputs.pack.measure import ems
from outputs.pack.report import NOTHING, Cited, Made
from outputs.pack.view import PackView


class Book(Sheets):
    """Sheets with cells to fill in and formulas."""

    def __init__(self, book: Any) -> None:
        super().__init__(book)
        wrap = {"text_wrap": True, "valign": "top"}
        self.fill = book.add_format({**wrap, "bg_color": "#FFF7D6", "border": 1})
        self.head = book.add_format({**wrap, "bold": True, "bg_color": "#E6E6E6", "border": 1})
        self.sum = book.add_format({"bold": True, "top": 1, "valign": "top"})

    def form(
        self,
        name: str,
        head: Sequence[str],
        rows: Iterable[Sequence[Cell]],
        *,
        widths: Sequence[float],
        blank: Sequence[int] = (),
        empty: int = 0,
        note: str = "",
    ) -> Any:
        """A sheet to fill in: a note, headings, rows; the columns `blank` are shaded, `empty` rows follow."""
        sheet = self.book.add_worksheet(name)
        for column, width in enumerate(widths):
            sheet.set_column(column, column, width)
        top = 0
        if note:
            self.cell(sheet, 0, 0, visible(note), self.book.add_format({"italic": True}))
            top = 1
        for column, title in enumerate(head):
            self.cell(sheet, top, column, title, self.head)
        sheet.freeze_panes(top + 1, 0)
        last = top
        for row in (*rows, *([""] * len(head) for _ in range(empty))):
            last += 1
            sheet.set_row(last, _ROW * max(_lines(value, widths[n]) for n, value in enumerate(row)))
            for column, value in enumerate(row):
                self.cell(sheet, last, column, visible(value) if isinstance(value, str) else value)
                if column in blank and value in (None, ""):
                    sheet.write_blank(last, column, None, self.fill)
        sheet.set_landscape()
        sheet.set_paper(9)  # A4
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(top)
        return sheet


_ROW = 15.0  # points, one line


def _lines(value: Cell, width: float) -> int:
    """Lines that a cell takes in a column so many narrow characters wide."""
    return max(1, ceil(2.1 * ems(value) / width)) if isinstance(value, str) else 1


def make_book(
    views: Sequence[PackView], name: str, title: str, fill: Callable[[Book], None], cited: Cited = NOTHING
) -> Made:
    """The workbook that `fill` makes; its last sheet says where it comes from."""
    buffer = io.BytesIO()
    first = views[0]
    with xlsxwriter.Workbook(buffer, {**SETTINGS, "in_memory": True}) as book:
        created = moment(first.state).replace(tzinfo=None)
        book.set_properties({"title": visible(title), "author": "caifeng", "created": created})
        sheets = Book(book)
        fill(sheets)
        sheets.lines("manifest", _manifest(first, cited))
    return Made(name, buffer.getvalue(), cited)


def _manifest(view: PackView, cited: Cited) -> Iterable[tuple[Cell, ...]]:
    yield (visible(view.origin),)
    yield ("", visible(view.source_note))
    yield from manifest_lines(view.material)
    yield ("findings", " ".join(cited.findings))
    yield ("unreviewed", cited.unreviewed)
    yield ("manifest", manifest_text(view.material.manifest))
