"""The journey: what people do, feel, suffer and wish in each phase; findings moved by hand or by keys."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from starlette.responses import Response

from mining.mappers.journey_model import CAPTION
from mining.overlay import AS_IS, TO_BE, ShownFinding
from mining.records import KINDS, PHASES
from mining.taxonomy_model import NOT_PLACES, UNASSIGNED
from outputs.queries import Quote
from outputs.report.charts import Feeling, Strip, emotion_strip
from outputs.web.cards import seen_of
from outputs.web.counting import count_journey, found_state
from outputs.web.desk import Desk
from outputs.web.page import Page
from outputs.web.reading import quotes_of

IN_CELL = 8
TOUCHPOINTS = 5
CURVE = 150.0  # height of the emotion curve, in drawing units of which it is 1,200 wide


@dataclass(frozen=True, slots=True)
class Entry:
    """A finding in a cell; `planned` where the journey to come has it elsewhere than it is today."""

    item: ShownFinding
    title: str
    tag: str
    people: str
    seen: str
    planned: bool


@dataclass(frozen=True, slots=True)
class Idea:
    """A note that is an idea, with the finding that it answers."""

    text: str
    who: str
    finding: str


@dataclass(frozen=True, slots=True)
class PhaseColumn:
    """One phase: its lanes, and how many findings each lane holds in all."""

    key: str
    name: str
    people: int
    touchpoints: Sequence[tuple[str, int]]
    liked: Sequence[Quote]
    disliked: Sequence[Quote]
    lanes: Mapping[str, Sequence[Entry]]
    counts: Mapping[str, int]
    ideas: Sequence[Idea]


def journey(desk: Desk) -> Response:
    """The whole page, as it is or as it shall be."""
    chosen = TO_BE if desk.query("map") == TO_BE else AS_IS
    weak = desk.query("weak") == "1"
    counted = desk.shared.derived.get(desk.store, "journey", found_state(desk.store), count_journey)
    clauses: Mapping[str, Any] = counted.data if counted else {}
    columns = phase_columns(desk, chosen, weak, clauses)
    return desk.render(
        "journey.html.j2",
        chosen=chosen,
        weak=weak,
        counted=counted,
        columns=columns[:-1],
        rest=columns[-1],
        strip=strip(columns[:-1], clauses),
        caption=desk.words.written(CAPTION[desk.language]),
        kinds=KINDS,
        mapped=desk.map_run is not None,
        basis=next((row["basis"] for row in clauses.values() if row["people"]), ""),
        address=f"{desk.request.url.path}?map={chosen}" + ("&weak=1" if weak else ""),
    )


def phase_columns(desk: Desk, chosen: str, weak: bool, clauses: Mapping[str, Any]) -> list[PhaseColumn]:
    """The six phases, and what stands in none as the last."""
    placed = desk.primary("phase")
    groups: dict[str, list[ShownFinding]] = {key: [] for key in (*PHASES, UNASSIGNED)}
    for item in desk.overlay.shown:
        if item.hidden or item.reason == "gone" or (item.finding.shelf == "weak" and not weak):
            continue
        key = placed.get(item.id, UNASSIGNED)
        if chosen == TO_BE:
            key = item.planned.get("phase", key)
        groups[UNASSIGNED if key in NOT_PLACES else key].append(item)
    words = _words(desk, clauses)
    return [_column(desk, key, groups[key], chosen, clauses.get(key, {}), words) for key in groups]


def _words(desk: Desk, clauses: Mapping[str, Any]) -> dict[str, Quote]:
    """clause id -> the quote, for the first words of each side of each phase."""
    ids = [one for row in clauses.values() for side in ("liked", "disliked") for one in row[side][:1]]
    return {quote.clause_id: quote for quote in quotes_of(desk, ids)}


def _column(
    desk: Desk,
    key: str,
    items: Sequence[ShownFinding],
    chosen: str,
    row: Mapping[str, Any],
    words: Mapping[str, Quote],
) -> PhaseColumn:
    lanes = {kind: [item for item in items if item.kind == kind] for kind in KINDS}
    return PhaseColumn(
        key=key,
        name=desk.label("phase", key),
        people=row.get("people", 0),
        touchpoints=[
            (desk.label("touchpoint", spot["key"]), spot["people"])
            for spot in row.get("touchpoints", ())[:TOUCHPOINTS]
        ],
        liked=[words[one] for one in row.get("liked", ())[:1] if one in words],
        disliked=[words[one] for one in row.get("disliked", ())[:1] if one in words],
        lanes={
            kind: [_entry(desk, item, chosen) for item in sorted(found, key=_first)[:IN_CELL]]
            for kind, found in lanes.items()
        },
        counts={kind: len(found) for kind, found in lanes.items()},
        ideas=[
            Idea(str(d.payload["text"]), d.who, item.id)
            for item in items
            for d in item.decisions
            if d.action == "note" and d.payload.get("idea")
        ],
    )


def _first(item: ShownFinding) -> tuple[bool, bool, bool, int, str]:
    finding = item.finding
    return not item.pinned, not item.starred, finding.shelf != "main", finding.rank, item.id


def _entry(desk: Desk, item: ShownFinding, chosen: str) -> Entry:
    return Entry(
        item=item,
        title=desk.title(item),
        tag=desk.title_tag(item),
        people=desk.people(item.finding.people, item.finding.people_basis),
        seen=seen_of(item),
        planned=chosen == TO_BE and "phase" in item.planned,
    )


def strip(columns: Sequence[PhaseColumn], clauses: Mapping[str, Any]) -> Strip:
    """The emotion curve over the phases; nothing is drawn across a gap."""
    feelings = [_feeling(column, clauses.get(column.key, {}).get("emotion")) for column in columns]
    return emotion_strip(feelings, height=CURVE)


def _feeling(column: PhaseColumn, emotion: Mapping[str, Any] | None) -> Feeling:
    if emotion is None:
        return Feeling(column.name, None, None, None, 0)
    return Feeling(
        column.name, emotion["mean"], emotion["low"], emotion["high"], emotion["people"], emotion["turn"],
        emotion["mark"] == "hollow",
    )  # fmt: skip


PAGE = Page("journey_page", reads={"/journey": journey}, nav=30, home="/journey")
