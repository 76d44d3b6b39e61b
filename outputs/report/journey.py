"""The journey grid: six phases, in each the lanes that a design team works with."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from crawler.store import Store
from mining.mappers.emotion import Emotion
from mining.mappers.journey_grid import load_grid
from mining.mappers.journey_model import Grid, GridFinding, GridQuote, GridRow
from mining.mappers.moments import LEAST
from mining.records import Evidence
from mining.taxonomy_model import UNASSIGNED
from outputs.material.gather import Material
from outputs.queries import load_quotes
from outputs.report.cards import QuoteView, quote_view
from outputs.report.charts import Feeling, Strip, emotion_strip, signed
from outputs.text import Words

MOST_IN_CELL = 4
MOST_TOUCHPOINTS = 5
LONGEST_THOUGHT = 220
MOST_MOMENTS = 3


@dataclass(frozen=True, slots=True)
class Entry:
    """A finding in a cell: its title, how many people, and its id to jump to."""

    id: str
    title: str
    people: int


@dataclass(frozen=True, slots=True)
class PhaseColumn:
    """One phase with its lanes. `liked` and `disliked` are words of praise and of pain."""

    key: str
    name: str
    people: int
    touchpoints: tuple[tuple[str, int], ...]
    liked: tuple[QuoteView, ...]
    disliked: tuple[QuoteView, ...]
    scenarios: tuple[Entry, ...]
    pains: tuple[Entry, ...]
    needs: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class JourneyView:
    """The grid, the emotion strip above it, its caption, and how many findings stand in no phase.

    `told` says where the curve turns, how the journey ends, and which touchpoints are moments of truth.
    """

    columns: tuple[PhaseColumn, ...]
    strip: Strip
    caption: str
    unplaced: int
    told: tuple[str, ...] = ()

    @property
    def empty(self) -> bool:
        """Whether nothing stands anywhere."""
        return not any(c.people or c.scenarios or c.pains or c.needs for c in self.columns)


def journey_view(material: Material, store: Store) -> JourneyView:
    """The grid as the mapping side builds it; weak signals stay off it, they have their own shelf."""
    kept = [item for item in material.findings if item.finding.shelf != "weak" and item.reason != "gone"]
    grid = load_grid(store, material.names.taxonomy, kept)
    phases = [row for row in grid.rows if row.phase != UNASSIGNED]
    open_rows = [row for row in grid.rows if row.phase == UNASSIGNED]
    thoughts = _thoughts(store, phases)
    return JourneyView(
        columns=tuple(_column(material, row, thoughts) for row in phases),
        strip=emotion_strip([feeling(row.name[material.language], row.emotion) for row in phases]),
        caption=_caption(grid, material),
        unplaced=sum(len(r.scenarios) + len(r.pains) + len(r.needs) for r in open_rows),
        told=tuple(_told(grid, material)),
    )


def _told(grid: Grid, material: Material) -> Iterator[str]:
    """Turns, the declared end, moments of truth: each with its interval, or that there is too little."""
    words, names = material.words, material.names
    for turn in grid.turns:
        yield words(
            f"journey.told_{turn.kind}", phase=names.label("phase", turn.phase), mean=signed(turn.mean, 1),
            low=signed(turn.low, 1), high=signed(turn.high, 1), n=turn.people,
        )  # fmt: skip
    if not grid.turns:
        yield words("journey.told_no_turn")
    for key in grid.ends:
        yield _told_end(names.label("touchpoint", key), grid.spots.get(key), words)
    for moment in grid.moments[:MOST_MOMENTS]:
        yield words(
            "journey.told_moment", touchpoint=names.label("touchpoint", moment.touchpoint),
            gap=signed(moment.gap, 1), low=signed(moment.low, 1), high=signed(moment.high, 1),
            glad=moment.delighted, sad=moment.let_down, reach=f"{moment.reach:.0%}",
        )  # fmt: skip
    if not grid.moments:
        yield words("journey.told_no_moment", least=LEAST)


def _told_end(name: str, emotion: Emotion | None, words: Words) -> str:
    if emotion is None or emotion.mean is None or emotion.low is None or emotion.high is None:
        return words("journey.told_end_gap", touchpoint=name, n=emotion.people if emotion else 0)
    return words(
        "journey.told_end", touchpoint=name, mean=signed(emotion.mean, 1), low=signed(emotion.low, 1),
        high=signed(emotion.high, 1), n=emotion.people,
    )  # fmt: skip


def feeling(name: str, emotion: Emotion | None) -> Feeling:
    """The drawn form of a phase's emotion; None draws as a gap of nobody."""
    if emotion is None:
        return Feeling(name, None, None, None, 0)
    return Feeling(
        name, emotion.mean, emotion.low, emotion.high, emotion.people, emotion.turn, emotion.mark == "hollow"
    )


def _caption(grid: Grid, material: Material) -> str:
    return grid.caption[material.language]


def _column(material: Material, row: GridRow, thoughts: Mapping[str, Sequence[QuoteView]]) -> PhaseColumn:
    spots = row.touchpoints[:MOST_TOUCHPOINTS]
    return PhaseColumn(
        key=row.phase,
        name=row.name[material.language],
        people=row.people,
        touchpoints=tuple((spot.name[material.language], spot.people) for spot in spots),
        liked=tuple(thoughts[f"{row.phase}+"]),
        disliked=tuple(thoughts[f"{row.phase}-"]),
        scenarios=_entries(material, row.scenarios),
        pains=_entries(material, row.pains),
        needs=_entries(material, row.needs),
    )


def _entries(material: Material, findings: Sequence[GridFinding]) -> tuple[Entry, ...]:
    best = sorted(findings, key=lambda f: (f.shelf != "main", f.rank, f.finding_id))[:MOST_IN_CELL]
    other = "en" if material.language == "zh" else "zh"
    return tuple(
        Entry(f.finding_id, f.title.get(material.language) or f.title.get(other) or f.finding_id, f.people)
        for f in best
    )


def _thoughts(store: Store, rows: Sequence[GridRow]) -> dict[str, list[QuoteView]]:
    """phase + sign -> one short quote of praise and one of pain, as views."""
    wanted = {}
    for row in rows:
        wanted[f"{row.phase}+"] = _shortest_fit(row.praise)
        wanted[f"{row.phase}-"] = _shortest_fit(row.pain)
    found = load_quotes(store, wanted)
    return {key: [quote_view(quote) for quote in quotes] for key, quotes in found.items()}


def _shortest_fit(quotes: Sequence[GridQuote]) -> list[Evidence]:
    fitting = [quote for quote in quotes if len(quote.text) <= LONGEST_THOUGHT][:1]
    return [
        Evidence(q.clause_id, q.post_id, q.post_version, q.start, q.end, q.text, q.url, 1.0, rank)
        for rank, q in enumerate(fitting)
    ]
