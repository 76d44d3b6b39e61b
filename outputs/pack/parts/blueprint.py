"""The service blueprint: what people touch and do is filled in, what happens behind is for those who know."""

from collections.abc import Iterator, Sequence

from mining.taxonomy_model import UNASSIGNED
from outputs.pack.card import PackCard, cited
from outputs.pack.forms import Grid, Line, form_pdf
from outputs.pack.parts.poster import columns
from outputs.pack.report import Made
from outputs.pack.view import PackView

MOST = 2
_STAFF = "employee_interactions"


def make(view: PackView) -> Iterator[Made]:
    """One A3 page."""
    t = view.words
    stages = columns(view)
    shown = [card for stage in stages for kind in ("scenario", "pain") for card in stage.cells[kind][:MOST]]
    rows = (
        (t("blueprint.evidence"), *(", ".join(n for n, _ in stage.cells["touchpoints"]) for stage in stages)),
        (t("blueprint.customer"), *(_told(stage.cells["scenario"]) for stage in stages)),
        (t("blueprint.front"), *_front(view)),
        (f"— {t('blueprint.visible')} —", *[""] * len(stages)),
        (t("blueprint.break"), *(_told(stage.cells["pain"]) for stage in stages)),
        (t("blueprint.back"), *[""] * len(stages)),
        (t("blueprint.support"), *[""] * len(stages)),
    )
    head = (t("blueprint.lane"), *(stage.name for stage in stages))
    page = Grid(t("blueprint.title"), t("blueprint.lead"), head, (1.4, *[2] * len(stages)), rows, row=24)
    yield form_pdf(
        view, "service-blueprint", t("blueprint.title"), [page], page="A3 landscape", cited=cited(shown),
        base="9.5pt",
    )  # fmt: skip


def _told(cards: Sequence[PackCard]) -> Line | str:
    mine = cards[:MOST]
    if not mine:
        return ""
    ids = ", ".join(card.card.short_id for card in mine)
    return Line("; ".join(card.title for card in mine), ids, any(card.unreviewed for card in mine))


def _front(view: PackView) -> list[str]:
    """Touchpoints at which somebody of the house is met."""
    return [
        ", ".join(spot.name[view.language] for spot in row.touchpoints if spot.provider == _STAFF)
        for row in view.grid.rows
        if row.phase != UNASSIGNED
    ]
