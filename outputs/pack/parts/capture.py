"""The capture sheet: what the team wrote, typed back; `caifeng import --capture` reads it."""

from collections.abc import Iterator

from mining.ideas import COLUMNS, heading
from outputs.pack.book import Book, make_book
from outputs.pack.card import PackCard, cited
from outputs.pack.report import Made
from outputs.pack.view import PackView

EMPTY = 40
_WIDTHS = {"idea": 60, "title": 50, "note": 30, "evidence_ids": 44, "finding_id": 24, "for_whom": 20}


def make(view: PackView) -> Iterator[Made]:
    """One workbook for each language: a row for each card, and rows for ideas of no card."""
    t = view.words
    name = f"capture.{view.language}.xlsx"
    yield make_book(
        [view], name, f"{view.brand}: {t('capture.title')}", lambda b: _fill(b, view), cited(view.cards)
    )


def _fill(book: Book, view: PackView) -> None:
    t = view.words
    rows = [tuple(_cells(card).get(column, "") for column in COLUMNS) for card in view.cards]
    blank = tuple(
        n
        for n, column in enumerate(COLUMNS)
        if column in ("idea", "kind", "team", "for_whom", "votes", "note")
    )
    sheet = book.form(
        "ideas",
        tuple(heading(column, view.language) for column in COLUMNS),
        rows,
        widths=tuple(_WIDTHS.get(column, 12) for column in COLUMNS),
        blank=blank,
        empty=EMPTY,
    )
    column = COLUMNS.index("kind")
    kinds = [t(f"capture.kind_{kind}") for kind in ("idea", "benefit", "task", "growth", "question")]
    rule = {"validate": "list", "source": kinds, "error_type": "warning"}
    sheet.data_validation(1, column, len(rows) + EMPTY, column, rule)
    book.lines(t("capture.guide"), [(line,) for line in t.lines("capture.how")])


def _cells(card: PackCard) -> dict[str, str]:
    return {
        "finding_id": card.id,
        "title": card.title,
        "evidence_ids": " ".join(quote.clause_id for quote in card.quotes),
    }
