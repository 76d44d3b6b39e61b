"""The workshop's tables in one workbook: journey, segments, benefits by tier, membership, votes, …"""

from collections.abc import Iterator, Sequence

from mining.records import KINDS
from outputs.exports.tables import Cell
from outputs.pack.book import Book, make_book
from outputs.pack.card import PackCard, cited
from outputs.pack.membership import MODULES, module_of
from outputs.pack.parts.benefits import TIERS, benefit_needs, kano_word
from outputs.pack.parts.goal import axis_name
from outputs.pack.parts.poster import columns
from outputs.pack.parts.questions import open_questions
from outputs.pack.report import Made
from outputs.pack.view import PackView

_EVIDENCE = ("finding_id", "evidence_ids", "status")


def make(view: PackView) -> Iterator[Made]:
    """One workbook for each language; every row of a finding carries its ids."""
    title = f"{view.brand}: {view.words('artefact.workbook')}"
    name = f"workshop.{view.language}.xlsx"
    yield make_book([view], name, title, lambda book: _fill(book, view), cited(view.cards))


def _fill(book: Book, view: PackView) -> None:
    t = view.words
    book.form(
        t("xlsx.journey"),
        (t("card.phase"), t("book.lane"), t("edition.finding"), t("journey.ideas"), *_EVIDENCE),
        list(_journey(view)), widths=(16, 14, 60, 40, 24, 44, 14), blank=(3,),
    )  # fmt: skip
    head = tuple(t(f"goal.{key}") for key in ("axis", "name", "people", "posts", "note"))
    rows = [(axis_name(view, s.axis), s.name, s.people, s.posts, "") for s in view.segments.rows]
    book.form(t("goal.segments"), head, rows, widths=(16, 36, 10, 10, 50), blank=(4,))
    _benefits(book, view)
    for module in MODULES:
        cards = [c for c in (*view.needs, *view.pains) if module_of(view, c) == module]
        heads = (t("edition.finding"), t("benefit.kano"), t("card.idea"), t("canvas.rule"), *_EVIDENCE)
        book.form(
            t(f"book.{module}"), heads, [(c.title, kano_word(c), "", "", *_ids(c)) for c in cards],
            widths=(56, 34, 40, 40, 24, 44, 14), blank=(2, 3), empty=8, note=t(f"canvas.{module}"),
        )  # fmt: skip
    headings = tuple(t(f"open.{key}") for key in ("question", "why", "how", "owner", "until"))
    asked = [(question, why, "", "", "") for question, why in open_questions(view)]
    book.form(t("open.title"), headings, asked, widths=(60, 44, 40, 20, 14), blank=(2, 3, 4), empty=6)
    _votes(book, view)


def _ids(card: PackCard) -> tuple[str, str, str]:
    return card.id, " ".join(quote.clause_id for quote in card.quotes), card.card.status_word


def _journey(view: PackView) -> Iterator[Sequence[Cell]]:
    for stage in columns(view):
        for name, people in stage.cells["touchpoints"]:
            told = f"{name}: {view.material.people(people)}"
            yield (stage.name, view.words("card.touchpoint"), told, "", "", "", "")
        for kind in KINDS:
            for card in stage.cells[kind]:
                yield (stage.name, card.card.kind_word, card.title, "", *_ids(card))


def _benefits(book: Book, view: PackView) -> None:
    t = view.words
    tiers = tuple(t("benefit.tier", n=n) for n in range(1, TIERS + 1))
    head = (
        t("benefit.answers"),
        t("edition.voices"),
        t("benefit.kano"),
        t("benefit.idea"),
        *tiers,
        *_EVIDENCE,
    )
    rows: list[tuple[Cell, ...]] = [
        (c.title, c.card.people, kano_word(c), "", *[""] * TIERS, *_ids(c)) for c in benefit_needs(view)
    ]
    book.form(
        t("benefit.matrix"), head, rows, widths=(56, 9, 34, 36, *[16] * TIERS, 24, 44, 14),
        blank=tuple(range(3, 4 + TIERS)), empty=6, note=t("benefit.matrix_lead"),
    )  # fmt: skip


_VOTERS, _LINES = 12, 20


def _votes(book: Book, view: PackView) -> None:
    """One column a voter; sums and ranks follow."""
    t = view.words
    sheet = book.book.add_worksheet(t("vote.title"))
    sheet.set_column(0, 0, 50)
    heads = (t("vote.what"), t("vote.answers"), *map(str, range(1, _VOTERS + 1)), t("vote.total"), "#")
    for column, head in enumerate(heads):
        book.cell(sheet, 0, column, head, book.head)
    last = chr(ord("C") + _VOTERS - 1)
    total = chr(ord(last) + 1)
    for row in range(2, _LINES + 2):
        for column in range(_VOTERS + 2):
            sheet.write_blank(row - 1, column, None, book.fill)
        sheet.write_formula(row - 1, _VOTERS + 2, f"=SUM(C{row}:{last}{row})", book.sum, 0)
        rank = f'=IF({total}{row}=0,"",RANK({total}{row},{total}$2:{total}${_LINES + 1}))'
        sheet.write_formula(row - 1, _VOTERS + 3, rank, None, "")
