"""Three readers' editions: one page to decide on, all evidence for designers, a list for the programme."""

from collections.abc import Iterator, Sequence

from outputs.material.overview import period
from outputs.pack.book import Book, make_book
from outputs.pack.card import PackCard, cited
from outputs.pack.forms import Block, Canvas, Grid, Line, form_pdf
from outputs.pack.membership import MODULES, module_of
from outputs.pack.paper import Sheet, print_sheet
from outputs.pack.parts.benefits import kano_word
from outputs.pack.report import Made
from outputs.pack.view import PackView

TOP = 5


def make(view: PackView) -> Iterator[Made]:
    """Three PDFs, and the list as a workbook too."""
    t = view.words
    top = [one for cards in (view.pains, view.needs, view.scenarios) for one in _most_told(cards)[:TOP]]
    executive = t("edition.executive")
    yield form_pdf(view, "executive-one-pager", executive, [one_page(view)], cited=cited(top), base="9.5pt")
    title = f"{view.brand}: {t('edition.designer')}"
    name = f"designer-evidence-pack.{view.language}.pdf"
    sheet = Sheet(name, "evidence.html.j2", title, "A4 portrait", cited(view.cards), base="9.5pt")
    yield print_sheet(view, sheet, {"title": t("edition.designer"), "lead": t("edition.designer_lead")})
    listed = [*view.needs, *view.pains]
    pages = [member_list(view, listed)]
    member = t("edition.member")
    yield form_pdf(
        view, "member-programme-list", member, pages, page="A4 landscape", cited=cited(listed), base="9pt"
    )
    yield make_book(
        [view], f"member-programme-list.{view.language}.xlsx", f"{view.brand}: {member}",
        lambda book: _fill(book, view, listed), cited(listed),
    )  # fmt: skip


def one_page(view: PackView) -> Canvas:
    """What goes wrong, what is wished, where; what is open; what to decide."""
    t, m = view.words, view.material
    facts = (
        Line(m.study.config.study.question or t("overview.no_question")),
        Line(f"{t('overview.posts')}: {m.facts.posts:,}", f"{m.voices} {m.facts.people:,}"),
        Line(f"{t('overview.period')}: {period(m)}"),
        Line(t("limits.speakers") + ": " + t("limits.speakers_why")),
    )
    told = [
        Block(t(f"edition.{key}"), "", _lines(cards[:TOP]) or (Line(t("note.no_findings")),), 12, 0.2)
        for key, cards in (
            ("pains", _most_told(view.pains)),
            ("needs", _most_told(view.needs)),
            ("scenarios", _most_told(view.scenarios)),
        )
    ]
    decide = tuple(Line(line) for line in t.lines("edition.decide_list"))
    blocks = (
        Block(t("overview.question"), "", facts, 7, 0.165),
        Block(t("edition.curve"), view.journey.caption, _turns(view), 5, 0.165),
        *told,
        Block(t("edition.decide"), "", decide, 12, 0.19),
    )
    return Canvas(f"{view.brand}: {t('edition.executive')}", t("edition.executive_lead"), blocks)


def _most_told(cards: Sequence[PackCard]) -> list[PackCard]:
    """Those that most people tell of first: the page says "most", and does not mean the rank."""
    return sorted(cards, key=lambda one: -one.card.people)


def _lines(cards: Sequence[PackCard]) -> tuple[Line, ...]:
    return tuple(Line(c.title, f"{c.card.people_line} · {c.card.short_id}", c.unreviewed) for c in cards)


def _turns(view: PackView) -> tuple[Line, ...]:
    seen = [(row.emotion.mean, row) for row in view.grid.rows if row.emotion and row.emotion.mean is not None]
    if not seen:
        return (Line(view.words("cases.none")),)
    ends = (min(seen, key=lambda pair: pair[0]), max(seen, key=lambda pair: pair[0]))
    return tuple(
        Line(row.name[view.language], f"{mean:+.1f}, {view.material.people(row.emotion.people)}")
        for mean, row in ends
        if row.emotion is not None
    )


def _heads(view: PackView) -> tuple[str, ...]:
    t = view.words
    return (
        t("edition.module"), t("edition.finding"), t("edition.voices"), t("card.phase"), t("benefit.kano"),
        t("benefit.idea"), t("benefit.segment"), t("benefit.test"),
    )  # fmt: skip


def member_list(view: PackView, cards: Sequence[PackCard]) -> Grid:
    """By module; the last three columns are empty."""
    rows = tuple(
        (
            view.words(f"canvas.{module}"),
            Line(card.title, f"{card.card.kind_word} · {card.card.short_id}", card.unreviewed),
            f"{card.card.people:,}",
            card.phase,
            kano_word(card),
            "",
            "",
            "",
        )
        for module in MODULES
        for card in cards
        if module_of(view, card) == module
    )
    t = view.words
    widths = (2.4, 5, 1, 1.6, 2.6, 3, 2, 2.4)
    return Grid(t("edition.member"), t("edition.member_lead"), _heads(view), widths, rows, 2, 11)


def _fill(book: Book, view: PackView, cards: Sequence[PackCard]) -> None:
    rows = [
        (
            view.words(f"canvas.{module_of(view, card)}"), card.title, card.card.people, card.phase,
            kano_word(card), "", "", "", card.card.kind, card.card.status_word, card.id,
            " ".join(quote.clause_id for quote in card.quotes),
        )
        for card in cards
    ]  # fmt: skip
    head = (*_heads(view), "kind", "status", "finding_id", "evidence_ids")
    book.form(
        view.words("edition.member")[:31], head, rows,
        widths=(24, 48, 9, 16, 30, 36, 22, 26, 10, 12, 24, 40), blank=(5, 6, 7),
        note=view.words("edition.member_lead"),
    )  # fmt: skip
