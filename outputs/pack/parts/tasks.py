"""Workshop 4: task cards, the growth ladder, the fairness checklist; and the sheet on which groups share."""

from collections.abc import Iterator

from outputs.pack.card import PackCard, cited
from outputs.pack.forms import Block, Canvas, Grid, form_pdf
from outputs.pack.membership import growth_issues, task_frictions
from outputs.pack.paper import Sheet, print_sheet
from outputs.pack.parts.scenario_cards import in_fours
from outputs.pack.report import Made
from outputs.pack.view import PackView

MOST = 12
BLANKS = 4
STEPS = 5


def make(view: PackView) -> Iterator[Made]:
    """Cards of A6, and sheets to fill in."""
    t = view.words
    frictions = task_frictions(view)[:MOST]
    cells: list[PackCard | None] = [*frictions, *[None] * (BLANKS + -len(frictions) % 4)]
    title = f"{view.brand}: {t('task.card')}"
    name = f"task-cards.{view.language}.pdf"
    sheet = Sheet(name, "work_cards.html.j2", title, "A4 portrait", cited(frictions), base="11.5pt")
    yield print_sheet(view, sheet, {"sheets": in_fours(cells), "which": "task"})
    issues = growth_issues(view)[:STEPS]
    yield form_pdf(
        view, "growth-ladder", t("task.ladder"), [ladder(view, issues), checklist(view)],
        page="A3 landscape", cited=cited(issues), base="13pt",
    )  # fmt: skip
    yield form_pdf(view, "sharing", t("share.title"), [sharing(view)], base="12pt")


def ladder(view: PackView, issues: list[PackCard]) -> Grid:
    """Steps from the highest down; what speaks against them is filled in where there is evidence."""
    t = view.words
    against = [
        f"{'▲ ' if card.unreviewed else ''}{card.title} ({card.card.people_line}, {card.card.short_id})"
        for card in issues
    ]
    against += [""] * (STEPS - len(against))
    rows = tuple(
        (str(step), "", "", "", "", text) for step, text in zip(range(STEPS, 0, -1), against, strict=True)
    )
    head = tuple(t(f"task.{key}") for key in ("step", "name", "reach", "gives", "falls", "against"))
    return Grid(t("task.ladder"), t("task.ladder_lead"), head, (1, 3, 4, 4, 4, 5), rows, row=36)


def checklist(view: PackView) -> Grid:
    """Ten questions with room for an answer."""
    t = view.words
    head = tuple(t(f"fair.{key}") for key in ("question", "yes", "no", "note"))
    rows = tuple((item, "", "", "") for item in t.lines("fair.items"))
    return Grid(t("fair.title"), t("fair.lead"), head, (8, 1, 1, 5), rows, row=17)


def sharing(view: PackView) -> Canvas:
    """What each group tells the others."""
    t = view.words
    first = (Block(t("share.group"), share=0.09),)
    told = tuple(Block(t(f"share.{key}"), share=0.22) for key in ("high", "low", "surprise", "missing"))
    return Canvas(t("share.title"), t("share.lead"), first + told)
