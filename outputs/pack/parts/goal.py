"""Workshop 1: goal and target user, the segments that were seen, and the stakeholder register."""

from collections.abc import Iterator

from outputs.pack.card import PackCard, cited
from outputs.pack.forms import Block, Canvas, Grid, Line, form_pdf, form_slides
from outputs.pack.relations import together
from outputs.pack.report import Made
from outputs.pack.view import PackView

MOST_SEGMENTS, MOST_WHO, MOST_LINES = 14, 6, 3


def make(view: PackView) -> Iterator[Made]:
    """A PDF of A3 pages and the same as slides."""
    register, shown = stakeholders(view)
    pages = (canvas(view), segments(view), register)
    title = view.words("goal.canvas")
    yield form_pdf(view, "goal", title, pages, page="A3 landscape", cited=cited(shown), base="13pt")
    yield form_slides(view, "goal", title, pages, cited(shown))


def canvas(view: PackView) -> Canvas:
    """The goal canvas with the segments seen."""
    t = view.words
    seen = [*view.segments.of("who")[:4], *view.segments.of("source")[:3], *view.segments.of("language")[:2]]
    lines = tuple(Line(row.name, view.material.people(row.people)) for row in seen)
    return Canvas(
        t("goal.canvas"),
        t("goal.canvas_lead"),
        (
            Block(t("goal.goal"), t("goal.goal_hint"), (), 6, 0.26),
            Block(t("goal.metric"), t("goal.metric_hint"), (Line(t("goal.metrics")),), 6, 0.26),
            Block(t("goal.user"), t("goal.user_hint"), (), 6, 0.3),
            Block(t("goal.not_user"), t("goal.not_user_hint"), (), 6, 0.3),
            Block(t("goal.seen"), t("goal.seen_hint"), lines, 6, 0.42),
            Block(t("goal.belief"), t("goal.belief_hint"), (), 6, 0.42),
        ),
    )


def segments(view: PackView) -> Grid:
    """The segments with their numbers."""
    t = view.words
    rows = tuple(
        (axis_name(view, row.axis), Line(row.name), f"{row.people:,}", f"{row.posts:,}", "")
        for row in view.segments.rows[:MOST_SEGMENTS]
    )
    head = tuple(t(f"goal.{key}") for key in ("axis", "name", "people", "posts", "note"))
    lead = t("goal.segments_lead", hidden=view.segments.hidden)
    return Grid(t("goal.segments"), lead, head, (2, 4, 1, 1, 4), rows, row=9)


def axis_name(view: PackView, axis: str) -> str:
    """What a segment is a segment by; what sources state is named as they name it."""
    return view.words.get(f"goal.axis_{axis}", axis.removeprefix("attr."))


def stakeholders(view: PackView) -> tuple[Grid, list[PackCard]]:
    """The register, and the cards that it shows."""
    t = view.words
    who_word = t("asked.who")
    named: dict[str, list[PackCard]] = {}
    for card in view.cards:
        name = dict(card.asked).get(who_word)
        if name:
            named.setdefault(name, []).append(card)
    largest = sorted(named, key=lambda name: (-max(c.card.people for c in named[name]), name))[:MOST_WHO]
    told = {
        name: (together(view, named[name], "need"), together(view, named[name], "pain")) for name in largest
    }
    rows = tuple(_row(name, named[name], *told[name]) for name in largest)
    head = tuple(
        t(f"goal.{key}") for key in ("stakeholder", "needs", "concerns", "thoughts", "feelings", "reviewed")
    )
    grid = Grid(
        t("goal.stakeholders"), t("goal.stakeholders_lead"), head, (2, 4, 4, 5, 3, 2), rows,
        empty=max(0, MOST_WHO - len(rows)), row=24,
    )  # fmt: skip
    return grid, [card for name in largest for group in (named[name], *told[name]) for card in group]


def _row(
    name: str, cards: list[PackCard], needs: list[PackCard], pains: list[PackCard]
) -> tuple[Line | str, ...]:
    said = [quote.view.text for card in cards for quote in card.quotes[:1]]
    return (
        Line(name, ", ".join(card.card.short_id for card in cards[:MOST_LINES])),
        _titles(needs),
        _titles(pains),
        Line(min(said, key=len)) if said else "",
        "",
        "",
    )


def _titles(cards: list[PackCard]) -> Line | str:
    if not cards:
        return ""
    ids = ", ".join(card.card.short_id for card in cards)
    return Line("; ".join(card.title for card in cards), ids, any(card.unreviewed for card in cards))
