"""All pairs of a situation with a pain or a need, and of a pain with a need: which come together."""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mining.records import FindingKind
from mining.relations.exact import corrected, eligible, lift, smallest_p, upper_tail
from mining.relations.windows import Window, Windows, findings_by_clause

RATE = 0.05  # false discoveries among the relations
MIN_TELLERS = 5  # people who tell of each of the two
RELATED = "related"
TOO_LITTLE = "not_enough_evidence"
PAIRED: Mapping[FindingKind, tuple[FindingKind, ...]] = {"scenario": ("pain", "need"), "pain": ("need",)}
Counts = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Told:
    """A finding, the clauses that carry it, and the concepts that it is about."""

    id: str
    kind: FindingKind
    clauses: tuple[str, ...]
    concepts: frozenset[str] = frozenset()

    def mirrors(self, other: "Told") -> bool:
        """Whether one sentence may be both, because the two say the same under two kinds.

        A pain and a need often do; a situation and a pain that share a concept do.
        """
        return self.kind == "pain" or bool(self.concepts & other.concepts)


@dataclass(frozen=True, slots=True)
class Relation:
    """How often those who tell of `from_id` speak of `to_id` within two clauses.

    `both` of `tellers` people do; `expected` would, if they did as all who tell of something else of
    that kind. `lift` is the ratio with its 95 % interval `low` to `high`; `q` is `p` corrected for all
    pairs that were tested. `same_clause` people say the two in one clause; where the two mirror each
    other (see Told) such clauses are not counted in `both`. `verdict` is RELATED or TOO_LITTLE.
    """

    from_id: str
    to_id: str
    verdict: str
    both: int
    same_clause: int
    tellers: int
    expected: float
    lift: float
    low: float
    high: float
    p: float
    q: float


@dataclass(frozen=True, slots=True)
class Related:
    """The relations, the firmest first; how many pairs there are, and how many could be tested."""

    relations: tuple[Relation, ...]
    pairs: int
    tested: int


@dataclass(frozen=True, slots=True)
class _Pair:
    told: Told
    other: Told
    both: int
    same: int
    tellers: int
    expected: float
    p: float
    least: float


def relate(
    windows: Windows,
    findings: Sequence[Told],
    of_kind: Mapping[FindingKind, AbstractSet[str]],
    *,
    min_people: int,
) -> Related:
    """Compare all pairs. Order of the findings changes nothing.

    `of_kind` are all clauses that tell of a situation or a pain, also of none that was found.
    Stated are pairs of which at least `min_people` people tell together: as RELATED where chance is
    ruled out at RATE and the interval lies above 1, else as TOO_LITTLE.
    """
    ordered = sorted(findings, key=lambda one: one.id)
    pairs: list[_Pair] = []
    for kind in PAIRED:
        table = _Table(windows, ordered, kind, of_kind.get(kind, frozenset()))
        pairs += [pair for told in ordered if told.kind == kind for pair in table.pairs_of(told)]
    least = [pair.least for pair in pairs]
    adjusted = corrected([pair.p for pair in pairs], least, RATE)
    found = [
        _relation(pair, float(q))
        for pair, q in zip(pairs, adjusted, strict=True)
        if pair.both >= min_people and pair.expected > 0
    ]
    found.sort(key=lambda one: (one.verdict != RELATED, -one.low, one.from_id, one.to_id))
    return Related(tuple(found), len(pairs), int(eligible(least, RATE).sum()) if pairs else 0)


def _relation(pair: _Pair, q: float) -> Relation:
    ratio, low, high = lift(pair.both, pair.expected, pair.tellers)
    verdict = RELATED if q <= RATE and low > 1 else TOO_LITTLE
    expected, ratio, low, high = (round(value, 4) for value in (pair.expected, ratio, low, high))
    return Relation(
        pair.told.id, pair.other.id, verdict, pair.both, pair.same, pair.tellers,
        expected, ratio, low, high, pair.p, q,
    )  # fmt: skip


class _Table:
    """Counts of voices by stratum, for every finding that those of one kind may be related to.

    Each count is made twice: with the clause in the middle of the window and without it.
    """

    def __init__(
        self, windows: Windows, findings: Sequence[Told], kind: FindingKind, of_kind: AbstractSet[str]
    ) -> None:
        self._windows = windows
        self._others = [other for other in findings if other.kind in PAIRED[kind]]
        self._column = {other.id: at for at, other in enumerate(self._others)}
        self._carried = findings_by_clause({other.id: other.clauses for other in self._others})
        told = {clause for one in findings if one.kind == kind for clause in one.clauses}
        self._ground = windows.one_each({*of_kind, *told})
        self._row: dict[tuple[str, ...], int] = {}
        self._all = self._count(self._ground)

    def pairs_of(self, told: Told) -> list[_Pair]:
        """The pairs of one finding with all that it may be related to."""
        own = self._windows.one_each(told.clauses)
        if len(own) < MIN_TELLERS:
            return []
        exposed = self._count(own, frozenset(told.clauses))
        instead = self._count({voice: self._ground[voice] for voice in own})
        size = len(self._row)
        everyone, *hits = (
            _padded(of_all, size) - _padded(gone, size) + _padded(come, size)
            for of_all, gone, come in zip(self._all, instead, exposed, strict=True)
        )
        tellers, *both = (_padded(counts, size) for counts in exposed)
        used = np.flatnonzero(tellers)
        centres = {window.centre for window in own.values()}
        pairs = []
        for at, other in enumerate(self._others):
            way = int(not told.mirrors(other))  # 0: without the middle, 1: with it
            event = hits[way][used, at]
            if event.sum() >= MIN_TELLERS:
                counts = tellers[used], both[way][used, at], event, everyone[used]
                pairs.append(_pair(told, other, centres, counts))
        return pairs

    def _count(
        self, chosen: Mapping[str, Window], besides: AbstractSet[str] = frozenset()
    ) -> tuple[Counts, Counts, Counts]:
        """Voices by stratum (strata,), and those with each finding in the window (strata, n), twice.

        The first leaves out the clause in the middle and those `besides`.
        """
        rows = [self._row.setdefault(window.stratum, len(self._row)) for window in chosen.values()]
        voices = np.zeros(len(self._row), dtype=np.int64)
        near = np.zeros((len(self._row), len(self._others)), dtype=np.int64)
        within = np.zeros_like(near)
        for row, window in zip(rows, chosen.values(), strict=True):
            voices[row] += 1
            near[row, self._named(set(window.clauses) - besides)] += 1
            within[row, self._named({window.centre, *window.clauses})] += 1
        return voices, near, within

    def _named(self, clauses: AbstractSet[str]) -> list[int]:
        return sorted({self._column[name] for clause in clauses for name in self._carried.get(clause, ())})


def _pair(told: Told, other: Told, centres: set[str], counts: tuple[Counts, ...]) -> _Pair:
    exposed, both, event, everyone = counts
    observed = int(both.sum())
    tables = list(zip(exposed.tolist(), event.tolist(), everyone.tolist(), strict=True))
    least = smallest_p(exposed[:, None], event[:, None], everyone[:, None])[0]
    return _Pair(
        told,
        other,
        observed,
        len(centres.intersection(other.clauses)),
        int(exposed.sum()),
        float((exposed * event / everyone).sum()),
        upper_tail(tables, observed) if observed else 1.0,
        float(least),
    )


def _padded(counts: Counts, size: int) -> Counts:
    """The counts with zeros for strata that were met later."""
    return np.concatenate([counts, np.zeros((size - len(counts), *counts.shape[1:]), dtype=np.int64)])
