"""Workshop 3: benefit cards (need, KANO candidate, idea), the benefit × tier matrix, and the vote sheet."""

from collections.abc import Iterator

from outputs.pack.card import PackCard, cited
from outputs.pack.forms import Grid, Line, form_pdf
from outputs.pack.paper import Sheet, print_sheet
from outputs.pack.parts.scenario_cards import in_fours
from outputs.pack.report import Made
from outputs.pack.view import PackView

MOST = 24
BLANKS = 4
TIERS = 4
MOST_ROWS = 8


def benefit_needs(view: PackView) -> list[PackCard]:
    """What a benefit may answer: needs, then pains; accepted ones first."""
    return sorted([*view.needs, *view.pains], key=lambda card: card.unreviewed)[:MOST]


def make(view: PackView) -> Iterator[Made]:
    """Cards of A6, and two sheets to fill in."""
    t = view.words
    needs = benefit_needs(view)
    shows = cited(needs)
    cells: list[PackCard | None] = [*needs, *[None] * (BLANKS + -len(needs) % 4)]
    title = f"{view.brand}: {t('benefit.card')}"
    name = f"benefit-cards.{view.language}.pdf"
    sheet = Sheet(name, "work_cards.html.j2", title, "A4 portrait", shows, base="11.5pt")
    yield print_sheet(view, sheet, {"sheets": in_fours(cells), "which": "benefit"})
    yield form_pdf(
        view, "benefit-tier-matrix", t("benefit.matrix"), [matrix(view, needs)], page="A3 landscape",
        cited=cited(needs[:MOST_ROWS]), base="12pt",
    )  # fmt: skip
    yield form_pdf(view, "dot-vote", t("vote.title"), [votes(view)], base="11pt")


def matrix(view: PackView, needs: list[PackCard]) -> Grid:
    """Needs down, levels across; the cells are empty."""
    t = view.words
    head = (t("benefit.answers"), t("benefit.kano"), *(t("benefit.tier", n=n) for n in range(1, TIERS + 1)))
    rows: tuple[tuple[Line | str, ...], ...] = tuple(
        (
            Line(card.title, f"{card.card.people_line} · {card.card.short_id}", card.unreviewed),
            kano_word(card),
            *[""] * TIERS,
        )
        for card in needs[:MOST_ROWS]
    )
    widths = (4, 2, *[3] * TIERS)
    return Grid(t("benefit.matrix"), t("benefit.matrix_lead"), head, widths, rows, max(0, 8 - len(rows)), 19)


def kano_word(card: PackCard) -> str:
    """The KANO candidate as one short text; empty where the finding speaks of no feature."""
    chip = card.kano
    if not chip.letters:
        return ""
    grade = f", {chip.grade}" if chip.letters != "?" else ""
    return f"[{chip.letters}] {chip.name}: {chip.verdict}{grade}"


def votes(view: PackView) -> Grid:
    """A sheet to stick dots on."""
    t = view.words
    head = tuple(t(f"vote.{key}") for key in ("what", "answers", "dots", "total", "why"))
    return Grid(t("vote.title"), t("vote.lead"), head, (4, 2, 5, 1, 3), (), 12, 17)
