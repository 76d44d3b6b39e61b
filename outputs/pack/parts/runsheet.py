"""The run-sheet: a page with a timer, a page to print, and a workbook. Minutes re-sum."""

import base64
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

from outputs.pack.book import Book, make_book
from outputs.pack.paper import TEMPLATES, Sheet, environment, print_sheet
from outputs.pack.report import Made
from outputs.pack.view import PackView
from outputs.rendering import ours
from outputs.text import HTML_LANGUAGE

BEGIN = 9 * 60 + 30  # 09:30
DAY = 24 * 60


@dataclass(frozen=True, slots=True)
class Row:
    """One block: from, until, minutes, and what happens."""

    start: str
    end: str
    minutes: int
    title: str
    doing: str
    needed: str


def agenda(view: PackView) -> list[Row]:
    """The blocks with their times."""
    rows, time = [], BEGIN
    for block in view.words.lines("agenda.blocks"):
        minutes = int(block["minutes"])
        begin, end = clock(time), clock(time + minutes)
        rows.append(Row(begin, end, minutes, block["title"], block["doing"], block["needed"]))
        time += minutes
    return rows


def clock(minutes: int) -> str:
    """Minutes since midnight as HH:MM."""
    return f"{minutes // 60 % 24:02d}:{minutes % 60:02d}"


def make(view: PackView) -> Iterator[Made]:
    """HTML, PDF and XLSX."""
    rows = agenda(view)
    total = sum(row.minutes for row in rows)
    title = f"{view.brand}: {view.words('agenda.title')}"
    yield Made(f"run-sheet.{view.language}.html", _page(view, rows, total).encode("utf-8"))
    sheet = Sheet(
        f"run-sheet.{view.language}.pdf", "runsheet_print.html.j2", title, "A4 portrait", base="10pt"
    )
    yield print_sheet(view, sheet, {"rows": rows, "total": total, "end": clock(BEGIN + total)})
    yield make_book([view], f"run-sheet.{view.language}.xlsx", title, lambda book: _fill(book, view, rows))


def _page(view: PackView, rows: list[Row], total: int) -> str:
    style, script = ((TEMPLATES / name).read_text("utf-8") for name in ("runsheet.css", "runsheet.js"))
    return environment().get_template("runsheet_screen.html.j2").render(
        v=view, t=view.words, lang=HTML_LANGUAGE[view.language], rows=rows, total=total, begin=clock(BEGIN),
        page_style=ours(style), script=ours(script), style_hash=_hash(style), script_hash=_hash(script),
    )  # fmt: skip


def _hash(text: str) -> str:
    return base64.b64encode(hashlib.sha256(text.encode("utf-8")).digest()).decode("ascii")


def _fill(book: Book, view: PackView, rows: list[Row]) -> None:
    """Start times follow from the minutes by formula; so does the total."""
    t = view.words
    sheet = book.book.add_worksheet(t("agenda.title"))
    for column, width in enumerate((9, 9, 9, 34, 60, 44)):
        sheet.set_column(column, column, width)
    time = book.book.add_format({"num_format": "hh:mm", "valign": "top"})
    first = book.book.add_format({"num_format": "hh:mm", "valign": "top", "bg_color": "#FFF7D6", "border": 1})
    book.cell(sheet, 0, 0, t("agenda.lead"))
    for column, key in enumerate(("from", "until", "minutes", "block", "doing", "needed")):
        book.cell(sheet, 1, column, t(f"agenda.{key}"), book.head)
    at = BEGIN
    for number, row in enumerate(rows, start=2):
        if number == 2:
            sheet.write_number(number, 0, at / DAY, first)
        else:
            sheet.write_formula(number, 0, f"=B{number}", time, at / DAY)
        at += row.minutes
        sheet.write_formula(number, 1, f"=A{number + 1}+C{number + 1}/{DAY}", time, at / DAY)
        sheet.write_number(number, 2, row.minutes, book.fill)
        for column, text in enumerate((row.title, row.doing, row.needed), start=3):
            book.cell(sheet, number, column, text)
    last = len(rows) + 2
    total = sum(row.minutes for row in rows)
    book.cell(sheet, last, 0, t("agenda.total"), book.sum)
    sheet.write_formula(last, 2, f"=SUM(C3:C{last})", book.sum, total)
    plan = f'=IF(C{last + 1}={total},"",ABS(C{last + 1}-{total})&" "&IF(C{last + 1}>{total},"{{}}","{{}}"))'
    sheet.write_formula(last, 3, plan.format(t("agenda.over"), t("agenda.under")), book.sum, "")
    sheet.freeze_panes(2, 0)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
