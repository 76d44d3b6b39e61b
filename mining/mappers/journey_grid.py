"""Building the journey grid from the store: current places, findings as people decided them."""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from crawler.store import Store
from crawler.store.runs import current_run
from mining.mappers.distribution import distribute, primary
from mining.mappers.emotion import Curve, Utterance, curve
from mining.mappers.journey_model import (
    CAPTION,
    ROWS,
    Grid,
    GridFinding,
    GridQuote,
    GridRow,
    GridTouchpoint,
)
from mining.mappers.moments import moments_of_truth, spots, turns
from mining.mappers.place import Place, from_cues
from mining.overlay import ShownFinding, current_findings
from mining.people import Census, counted, load_census
from mining.ratings import five_stars
from mining.reading import MAP_STAGE, ensure_tables
from mining.records import PHASES
from mining.taxonomy_model import AMBIGUOUS, NOT_PLACES, UNASSIGNED, Taxonomy

QUOTES = 3
_VALENCE = 2.0  # polarity in [-1, 1] -> valence in [-2, 2]
_ROWS_SQL = (
    "SELECT places.clause_id, places.phase, places.touchpoint, places.cues, clauses.post_id,"
    ' clauses.post_version, clauses.start, clauses."end", clauses.text, clauses.language, posts.url,'
    " labels.types, labels.polarity, labels.scores FROM places JOIN clauses ON clauses.id = places.clause_id"
    " JOIN posts ON posts.id = clauses.post_id LEFT JOIN labels ON labels.clause_id = places.clause_id"
    " WHERE places.run_id = ? ORDER BY places.clause_id"
)


@dataclass(frozen=True, slots=True)
class PlacedClause:
    """A clause with its place, its label and where its words stand."""

    clause_id: str
    post_id: str
    post_version: int
    start: int
    end: int
    text: str
    language: str
    url: str | None
    place: Place
    types: tuple[str, ...]
    polarity: float
    strength: float

    @property
    def row(self) -> str:
        """The row of the grid: a phase, or "unassigned" for all that has none."""
        return UNASSIGNED if self.place.phase in NOT_PLACES else self.place.phase


def load_grid(store: Store, taxonomy: Taxonomy, findings: Sequence[ShownFinding] | None = None) -> Grid:
    """The grid of the current map run; empty rows where the study was not mapped yet.

    `findings` default to what is shown now; rejected and banned ones stay off the grid, and one that a
    person moved stands where it was moved to.
    """
    ensure_tables(store)
    run_id = current_run(store, MAP_STAGE)
    shown = current_findings(store) if findings is None else findings
    kept = [item for item in shown if not item.hidden]
    clauses = list(_clauses(store, run_id)) if run_id else []
    census = load_census(store)
    return build_grid(taxonomy, clauses, kept, census, run_id, _stars(store, census))


def build_grid(
    taxonomy: Taxonomy,
    clauses: Sequence[PlacedClause],
    findings: Sequence[ShownFinding],
    census: Census,
    map_run: str | None,
    stars: Mapping[str, float] | None = None,
) -> Grid:
    """The grid from its parts, reading nothing. `stars` is person -> their mean rating on 1 to 5."""
    places = {clause.clause_id: clause.place for clause in clauses}
    entries = [_entry(item, places, census) for item in findings]
    holders: dict[str, list[str]] = defaultdict(list)
    for item in findings:
        for evidence in item.evidence:
            holders[evidence.clause_id].append(item.id)
    by_row: dict[str, list[PlacedClause]] = defaultdict(list)
    for clause in clauses:
        by_row[clause.row].append(clause)
    feelings = curve({row: _utterances(items, census) for row, items in by_row.items()}, PHASES)
    builder = _RowBuilder(taxonomy, census, holders, entries, feelings)
    known = {item.id for item in taxonomy.touchpoints}
    at_spot: dict[str, list[PlacedClause]] = defaultdict(list)
    for clause in clauses:
        if clause.place.touchpoint in known:
            at_spot[clause.place.touchpoint].append(clause)
    said = {key: _utterances(items, census) for key, items in sorted(at_spot.items())}
    moments, few = moments_of_truth(said, stars or {})
    return Grid(
        rows=tuple(builder.row(phase, by_row.get(phase, [])) for phase in ROWS),
        mean_emotion=feelings.mean,
        clauses=len(clauses),
        unplaced={key: sum(c.place.phase == key for c in clauses) for key in NOT_PLACES},
        taxonomy_version=taxonomy.version,
        map_run=map_run,
        caption=CAPTION,
        spots=spots(said),
        ends=tuple(item.id for item in taxonomy.touchpoints if item.end),
        turns=tuple(turns(PHASES, feelings.phases)),
        moments=tuple(moments),
        few=few,
    )


def _stars(store: Store, census: Census) -> dict[str, float]:
    """Person -> their mean rating on 1 to 5, of those who gave any."""
    given: dict[str, list[float]] = defaultdict(list)
    for row in store.rows(
        "SELECT id, rating, rating_min, rating_max FROM posts WHERE rating IS NOT NULL ORDER BY id"
    ):
        stars = five_stars(row["rating"], row["rating_min"], row["rating_max"])
        if stars is not None:
            for person in census.people_of(row["id"]):
                given[person].append(stars)
    return {person: sum(values) / len(values) for person, values in given.items()}


@dataclass(frozen=True, slots=True)
class _Entry:
    kind: str
    row: str
    finding: GridFinding


class _RowBuilder:
    """Fills the columns of one row after another."""

    def __init__(
        self,
        taxonomy: Taxonomy,
        census: Census,
        holders: Mapping[str, Sequence[str]],
        entries: Sequence[_Entry],
        feelings: Curve,
    ) -> None:
        self._names: dict[str, dict[str, str]] = {
            item.id: {"zh": item.name_zh, "en": item.name_en} for item in taxonomy.phases
        }
        self._names[UNASSIGNED] = {"zh": "未归类", "en": "Unassigned"}
        self._touchpoints = {item.id: item for item in taxonomy.touchpoints}
        self._scenes = taxonomy.scenes
        self._census = census
        self._holders = holders
        self._entries = entries
        self._feelings = feelings

    def row(self, phase: str, clauses: Sequence[PlacedClause]) -> GridRow:
        people = self._census.count(clause.post_id for clause in clauses)
        return GridRow(
            phase=phase,
            name=self._names[phase],
            scene=self._scenes.of(phase),
            people=people.count,
            people_basis=people.basis,
            clauses=len(clauses),
            emotion=self._feelings.phases.get(phase),
            touchpoints=tuple(self._spots(phase, clauses)),
            praise=self._quotes(clauses, "praise", "pain"),
            pain=self._quotes(clauses, "pain", "praise"),
            pains=self._findings(phase, "pain"),
            needs=self._findings(phase, "need"),
            scenarios=self._findings(phase, "scenario"),
        )

    def _findings(self, phase: str, kind: str) -> tuple[GridFinding, ...]:
        mine = [entry.finding for entry in self._entries if entry.kind == kind and entry.row == phase]
        return tuple(sorted(mine, key=lambda item: (item.rank, item.finding_id)))

    def _spots(self, phase: str, clauses: Sequence[PlacedClause]) -> Iterator[GridTouchpoint]:
        there: dict[str, set[str]] = defaultdict(set)
        for clause in clauses:
            if clause.place.touchpoint in self._touchpoints:
                there[clause.place.touchpoint] |= self._census.people_of(clause.post_id)
        for key in sorted(there, key=lambda key: (-len(there[key]), key)):
            spot, people = self._touchpoints[key], counted(there[key])
            mine = [
                e.finding.finding_id for e in self._entries if e.row == phase and e.finding.touchpoint == key
            ]
            names = {"zh": spot.name_zh, "en": spot.name_en}
            yield GridTouchpoint(
                key, names, spot.provider, spot.end, people.count, people.basis, tuple(sorted(mine))
            )

    def _quotes(self, clauses: Sequence[PlacedClause], wanted: str, other: str) -> tuple[GridQuote, ...]:
        """The clearest words of that type: clauses of findings first, one for each duplicate group."""
        chosen = [clause for clause in clauses if wanted in clause.types and other not in clause.types]
        chosen.sort(
            key=lambda c: (c.clause_id not in self._holders, -abs(c.polarity), -c.strength, c.clause_id)
        )
        quotes: dict[str, GridQuote] = {}
        for clause in chosen:
            quotes.setdefault(self._census.group_of(clause.post_id), self._quote(clause))
            if len(quotes) == QUOTES:
                break
        return tuple(quotes.values())

    def _quote(self, clause: PlacedClause) -> GridQuote:
        return GridQuote(
            clause.clause_id, clause.post_id, clause.post_version, clause.start, clause.end, clause.text,
            clause.url, clause.language, tuple(sorted(self._holders.get(clause.clause_id, ()))),
        )  # fmt: skip


def _entry(item: ShownFinding, places: Mapping[str, Place], census: Census) -> _Entry:
    evidence = [(e.clause_id, census.people_of(e.post_id)) for e in item.evidence]
    rows = distribute(item.id, evidence, places)
    phase = item.placed.get("phase") or primary(rows, "phase")
    share = next((row.share for row in rows if row.axis == "phase" and row.key == phase), 0.0)
    finding = GridFinding(
        finding_id=item.id,
        title=item.title,
        people=item.finding.people,
        people_basis=item.finding.people_basis,
        share=share,
        touchpoint=item.placed.get("touchpoint") or primary(rows, "touchpoint"),
        shelf=item.finding.shelf,
        status=item.status,
        rank=item.finding.rank,
        ambiguous=phase == AMBIGUOUS,
    )
    return _Entry(item.kind, UNASSIGNED if phase in NOT_PLACES else phase, finding)


def _utterances(clauses: Iterable[PlacedClause], census: Census) -> list[Utterance]:
    """Praise and pain carry a feeling; needs, situations and plain statements carry none."""
    return [
        Utterance(person, census.source_of(clause.post_id), _VALENCE * max(-1.0, min(1.0, clause.polarity)))
        for clause in clauses
        if {"praise", "pain"} & set(clause.types)
        for person in sorted(census.people_of(clause.post_id))
    ]


def _clauses(store: Store, run_id: str) -> Iterator[PlacedClause]:
    for row in store.rows(_ROWS_SQL, (run_id,)):
        types = tuple(json.loads(row["types"] or "[]"))
        scores = json.loads(row["scores"] or "{}")
        yield PlacedClause(
            clause_id=row["clause_id"],
            post_id=row["post_id"],
            post_version=row["post_version"],
            start=row["start"],
            end=row["end"],
            text=row["text"],
            language=row["language"],
            url=row["url"],
            place=from_cues(row["phase"], row["touchpoint"], json.loads(row["cues"]) or {}),
            types=types,
            polarity=row["polarity"] or 0.0,
            strength=max((float(scores.get(name, 0.0)) for name in types), default=0.0),
        )
