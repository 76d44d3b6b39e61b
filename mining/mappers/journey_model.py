"""The journey grid as data: rows are phases; columns touchpoints, feelings, pains, needs, scenarios, ideas.

Every entry names the findings, and every quote the clause, that it rests on. Ideas stay blank: they
are the team's. The curve is between people, it is nobody's own journey.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from mining.mappers.emotion import Emotion
from mining.mappers.moments import Moment, Turn
from mining.records import PHASES
from mining.taxonomy_model import UNASSIGNED, Scene

ROWS: tuple[str, ...] = (*PHASES, UNASSIGNED)

CAPTION = {
    "zh": "曲线是不同的人在各阶段的平均感受,不是任何一个人的旅程;不足 5 人的阶段留空。",
    "en": "The curve is the mean of different people in each phase, not any one person's journey; "
    "phases with fewer than 5 people stay empty.",
}


@dataclass(frozen=True, slots=True)
class GridQuote:
    """Words of praise or pain in a phase; `text` is post.text[start:end]."""

    clause_id: str
    post_id: str
    post_version: int
    start: int
    end: int
    text: str
    url: str | None
    language: str
    finding_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class GridFinding:
    """A finding in the row of its primary phase. `share` of its `people` speak of that phase."""

    finding_id: str
    title: Mapping[str, str]
    people: int
    people_basis: str
    share: float
    touchpoint: str
    shelf: str
    status: str
    rank: int
    ambiguous: bool


@dataclass(frozen=True, slots=True)
class GridTouchpoint:
    """A touchpoint in a row: people with a clause of the phase at it, and the findings that lie there."""

    touchpoint: str
    name: Mapping[str, str]
    provider: str
    end: bool
    people: int
    people_basis: str
    finding_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class GridRow:
    """One phase. `emotion` is None for "unassigned"; `scenarios` are what people are doing there."""

    phase: str
    name: Mapping[str, str]
    scene: Scene | None
    people: int
    people_basis: str
    clauses: int
    emotion: Emotion | None
    touchpoints: tuple[GridTouchpoint, ...]
    praise: tuple[GridQuote, ...]
    pain: tuple[GridQuote, ...]
    pains: tuple[GridFinding, ...]
    needs: tuple[GridFinding, ...]
    scenarios: tuple[GridFinding, ...]
    ideas: tuple[str, ...] = ()

    def findings(self, kind: Literal["scenario", "pain", "need"]) -> tuple[GridFinding, ...]:
        """The row's findings of one kind."""
        return {"scenario": self.scenarios, "pain": self.pains, "need": self.needs}[kind]


@dataclass(frozen=True, slots=True)
class Grid:
    """The whole grid. `unplaced` counts the clauses that are "unassigned" or "ambiguous".

    `spots` is the feeling at each touchpoint, `ends` are the touchpoints that the domain declares as its end.
    `turns` are peaks and valleys of the curve, `moments` the moments of truth, and `few` says of the other
    touchpoints how many rated people are delighted and let down there.
    """

    rows: tuple[GridRow, ...]
    mean_emotion: float | None
    clauses: int
    unplaced: Mapping[str, int]
    taxonomy_version: str
    map_run: str | None
    caption: Mapping[str, str]
    spots: Mapping[str, Emotion] = field(default_factory=dict)
    ends: tuple[str, ...] = ()
    turns: tuple[Turn, ...] = ()
    moments: tuple[Moment, ...] = ()
    few: Mapping[str, tuple[int, int]] = field(default_factory=dict)
