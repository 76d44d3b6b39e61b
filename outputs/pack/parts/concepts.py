"""Sheets for concepts: the screen, the sheet of one concept, the user test; and the membership canvas."""

from collections.abc import Iterator

from outputs.pack.card import PackCard, cited
from outputs.pack.forms import Block, Canvas, Grid, Line, form_pdf, form_slides
from outputs.pack.membership import MODULES, module_of
from outputs.pack.parts.benefits import benefit_needs
from outputs.pack.report import Made
from outputs.pack.view import PackView

MOST_CONCEPTS, MOST_LINES = 6, 4


def make(view: PackView) -> Iterator[Made]:
    """The concept sheets in one PDF, the membership canvas as PDF and slide."""
    t = view.words
    needs = benefit_needs(view)[:MOST_CONCEPTS]
    pages: list[Canvas | Grid] = [screen(view, needs), concept(view), user_test(view)]
    yield form_pdf(view, "concepts", t("concept.screen"), pages, page="A4 landscape", cited=cited(needs))
    page, shown = membership(view)
    title = t("canvas.title")
    yield form_pdf(
        view, "membership-canvas", title, [page], page="A3 landscape", cited=cited(shown), base="12pt"
    )
    yield form_slides(view, "membership-canvas", title, [page], cited(shown))


def screen(view: PackView, needs: list[PackCard]) -> Grid:
    """One row for each concept, linked to the need that it answers."""
    t = view.words
    keys = ("concept", "evidence", "desirable", "feasible", "viable", "decision")
    rows = tuple(
        (
            "",
            Line(card.title, f"{card.card.people_line} · {card.card.short_id}", card.unreviewed),
            "",
            "",
            "",
            "",
        )
        for card in needs
    )
    head = tuple(t(f"concept.{key}") for key in keys)
    return Grid(
        t("concept.screen"), t("concept.screen_lead"), head, (4, 5, 1.4, 1.4, 1.4, 2), rows,
        max(2, 7 - len(rows)), 14,
    )  # fmt: skip


def concept(view: PackView) -> Canvas:
    """One concept on one page."""
    t = view.words
    spans = (
        ("name", 12, 0.15), ("for", 6, 0.2), ("need", 6, 0.2), ("how", 6, 0.28), ("different", 6, 0.28),
        ("risk", 4, 0.3), ("test", 4, 0.3), ("draw", 4, 0.3),
    )  # fmt: skip
    blocks = tuple(Block(t(f"concept.{key}"), span=span, share=share) for key, span, share in spans)
    return Canvas(t("concept.sheet"), t("concept.sheet_lead"), blocks)


def user_test(view: PackView) -> Grid:
    """One row for each person."""
    t = view.words
    head = tuple(t(f"concept.{key}") for key in ("person", "did", "said", "stuck", "expected", "change"))
    return Grid(t("concept.user_test"), t("concept.user_test_lead"), head, (2, 3, 4, 3, 3, 3), (), 5, 25)


def membership(view: PackView) -> tuple[Canvas, list[PackCard]]:
    """Three modules with what people say of each."""
    t = view.words
    shown: list[PackCard] = []
    blocks = [Block(t("canvas.promise"), share=0.14)]
    for title, kind in (("needs", "need"), ("issues", "pain")):
        for module in MODULES:
            cards = [c for c in view.cards if c.card.kind == kind and module_of(view, c) == module]
            cards = sorted(cards, key=lambda card: card.unreviewed)[:MOST_LINES]
            shown += cards
            lines = tuple(Line(c.title, c.card.short_id, c.unreviewed) for c in cards)
            blocks.append(Block(t(f"canvas.{module}"), t(f"canvas.{title}"), lines, 4, 0.3))
    blocks += [Block(t("canvas.rule"), t(f"canvas.{module}"), (), 4, 0.14) for module in MODULES]
    blocks.append(Block(t("canvas.proof"), share=0.1))
    return Canvas(t("canvas.title"), t("canvas.lead"), tuple(blocks)), shown
