"""The questionnaire as a workbook to fill in; `caifeng kano import` reads it back."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO

import xlsxwriter

from crawler.clock import now
from mining.kano.questionnaire import Pair, Questionnaire
from mining.kano.sheets import MAX_IMPORTANCE
from outputs.files import write_whole
from outputs.neutral import FORMULA_STARTS, visible
from outputs.text import Language, Words

# what the reader knows; the questions stand beside the cells that are to be filled
COLUMNS = (
    "respondent", "segment", "feature", "name", "if_present", "functional", "if_absent", "dysfunctional",
    "importance",
)  # fmt: skip
_WIDTHS = (12, 12, 20, 26, 44, 26, 44, 26, 12)
_FILLED = ("segment", "functional", "dysfunctional", "importance")


def write_xlsx(form: Questionnaire, path: Path, *, title: str, people: int = 1) -> None:
    """Write the workbook with one block of rows for each of `people`. Raises ExportProblem."""
    write_whole(path, lambda draft: fill_book(draft, form, title, people, now()))


def fill_book(target: Path | BinaryIO, form: Questionnaire, title: str, people: int, at: datetime) -> None:
    """The workbook into a file or a buffer; `at` is the time that it states."""
    settings = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(target, settings) as book:
        book.set_properties({"title": title, "created": at.replace(tzinfo=None)})
        _answers(book, form, people)
        _guide(book, form, title)


def _answers(book: Any, form: Questionnaire, people: int) -> None:
    """The first sheet, which is the one that is read."""
    plain = book.add_format({"text_wrap": True, "valign": "top"})
    guarded = book.add_format({"text_wrap": True, "valign": "top", "quote_prefix": True})
    to_fill = book.add_format({"text_wrap": True, "valign": "top", "bg_color": "#FFF7D6", "border": 1})
    head = book.add_format({"bold": True, "bottom": 1})
    columns = COLUMNS if form.with_importance else COLUMNS[:-1]
    sheet = book.add_worksheet("answers")
    sheet.freeze_panes(1, 4)
    for column, name in enumerate(columns):
        sheet.set_column(column, column, _WIDTHS[column])
        sheet.write_string(0, column, name, head)
    rows = [(str(person), pair) for person in range(1, people + 1) for pair in form.pairs]
    for number, (person, pair) in enumerate(rows, start=1):
        for column, (name, text) in enumerate(zip(columns, _cells(person, pair), strict=False)):
            if name in _FILLED:
                sheet.write_blank(number, column, None, to_fill)
            else:
                sheet.write_string(
                    number, column, text, guarded if text.startswith(FORMULA_STARTS) else plain
                )
    _choices(sheet, columns, len(rows), form)


def _cells(person: str, pair: Pair) -> Sequence[str]:
    asked = ("\n".join(map(visible, lines)) for lines in (pair.functional, pair.dysfunctional))
    have, lack = asked
    return (person, "", pair.feature.id, visible(pair.name), have, "", lack, "", "")


def _choices(sheet: Any, columns: Sequence[str], rows: int, form: Questionnaire) -> None:
    for name in ("functional", "dysfunctional"):
        column = columns.index(name)
        sheet.data_validation(
            1, column, rows, column, {"validate": "list", "source": list(form.answers.values())}
        )
    if "importance" in columns:
        column = columns.index("importance")
        limits = {"validate": "integer", "criteria": "between", "minimum": 1, "maximum": MAX_IMPORTANCE}
        sheet.data_validation(1, column, rows, column, limits)


def _guide(book: Any, form: Questionnaire, title: str) -> None:
    sheet = book.add_worksheet("guide")
    sheet.set_column(0, 0, 100, book.add_format({"text_wrap": True, "valign": "top"}))
    languages: tuple[Language, ...] = ("zh", "en") if form.language == "both" else (form.language,)
    words = [Words(language) for language in languages]
    lines = [
        visible(title),
        *(word("kano.lead") for word in words),
        *(word("kano.fill") for word in words),
        *(f"{number}  {answer}" for number, answer in enumerate(form.answers.values(), start=1)),
        " / ".join(word("kano.order") for word in words) + f" {form.seed}",
    ]
    for row, line in enumerate(lines):
        sheet.write_string(row, 0, line)
