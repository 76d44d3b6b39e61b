"""Where to look first: importance against satisfaction, and what stands behind each point."""

from collections.abc import Sequence
from dataclasses import dataclass

from mining.opportunities.model import Estimate, Opportunity
from outputs.material.gather import Material
from outputs.report.charts import Bar, share_bar, signed

MOST_ROWS = 16
WIDTH, HEIGHT = 640.0, 340.0
_LEFT, _RIGHT, _TOP, _BOTTOM = 44.0, 16.0, 16.0, 34.0
_LEAST_REACH = 0.5  # stars: the importance axis is never stretched beyond this


@dataclass(frozen=True, slots=True)
class Dot:
    """A tag in the chart, numbered as in the table; whiskers are 95 % intervals."""

    number: int
    x: float
    y: float
    low: float
    high: float
    look: bool
    told: str


@dataclass(frozen=True, slots=True)
class Chart:
    """Satisfaction to the right, importance upwards; `zero` is where ratings go with nothing."""

    dots: tuple[Dot, ...]
    zero: float
    usual: float
    top: float
    width: float = WIDTH
    height: float = HEIGHT


@dataclass(frozen=True, slots=True)
class OpportunityRow:
    """One tag as a line of the table; empty texts where too few speak."""

    number: int
    label: str
    look: bool
    attention: str
    bar: Bar
    satisfaction: str
    gap: str
    importance: str
    lift: str


@dataclass(frozen=True, slots=True)
class OpportunityView:
    """The table and the chart; the chart is None where fewer than two tags can be placed."""

    rows: tuple[OpportunityRow, ...]
    more: int
    chart: Chart | None
    look: int


def opportunity_view(material: Material) -> OpportunityView:
    """The opportunities of the current run; those that too few judge are only counted."""
    told = [o for o in material.opportunities if o.satisfaction is not None or o.importance is not None]
    shown = told[:MOST_ROWS]
    rows = tuple(_row(n, item, material) for n, item in enumerate(shown, start=1))
    left = len(material.opportunities) - len(shown)
    return OpportunityView(rows, left, _chart(shown, material), sum(row.look for row in rows))


def _row(number: int, item: Opportunity, material: Material) -> OpportunityRow:
    return OpportunityRow(
        number=number,
        label=_label(item, material),
        look=item.to_look_at,
        attention=material.people_of(item.people, item.of_people),
        bar=share_bar(item.attention.value, item.attention.low, item.attention.high),
        satisfaction=_percent(item.satisfaction),
        gap=_points(item.gap),
        importance=_stars(item.importance),
        lift=_stars(item.lift),
    )


def _label(item: Opportunity, material: Material) -> str:
    return item.label_zh if material.language == "zh" else item.label_en


def _chart(shown: Sequence[Opportunity], material: Material) -> Chart | None:
    placed = [
        (number, item, item.satisfaction, item.importance)
        for number, item in enumerate(shown, start=1)
        if item.satisfaction is not None and item.importance is not None
    ]
    if len(placed) < 2:
        return None
    values = [v for _, _, _, w in placed for v in (w.low, w.high)]
    top, bottom = max(_LEAST_REACH, *values), min(0.0, *values)
    dots = tuple(
        Dot(
            number, _x(s.value), _y(w.value, bottom, top), _y(w.low, bottom, top), _y(w.high, bottom, top),
            item.to_look_at, f"{_label(item, material)}: {_percent(s)}; {_stars(w)}",
        )
        for number, item, s, w in placed
    )  # fmt: skip
    judging = sum(item.judging for item in shown)
    usual = sum(item.content for item in shown) / judging if judging else 0.5
    return Chart(dots, _y(0.0, bottom, top), _x(usual), top)


def _x(share: float) -> float:
    return round(_LEFT + share * (WIDTH - _LEFT - _RIGHT), 1)


def _y(stars: float, bottom: float, top: float) -> float:
    return round(_TOP + (top - stars) / (top - bottom) * (HEIGHT - _TOP - _BOTTOM), 1)


def _percent(found: Estimate | None) -> str:
    return "" if found is None else f"{found.value:.0%} ({found.low:.0%}–{found.high:.0%})"


def _points(found: Estimate | None) -> str:
    if found is None:
        return ""
    value, low, high = (signed(100 * number, 0) for number in (found.value, found.low, found.high))
    return f"{value} ({low} – {high})"


def _stars(found: Estimate | None) -> str:
    if found is None:
        return ""
    return f"{signed(found.value)} ({signed(found.low)} – {signed(found.high)})"
