"""Which candidates become groups: the best card first, each clause in one group only."""

import heapq
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mining.discover.candidates import Candidate
from mining.discover.corpus import Corpus
from mining.discover.measures import measure
from mining.discover.signatures import KeyPlan, Signature, signatures_of

Rows = NDArray[np.intp]
Mask = NDArray[np.bool_]

MIN_TELLING = 0.15
LEFT = 0.5  # what likeness brought together is given up once others took more than so much of it
OWNS = 0.5  # share of the rows with a concept that makes a group of likeness the concept's group
CLOSE_QUANTILE = 0.25  # a clause joins a likeness when it lies closer than this share of its members
CHUNK = 20_000  # rows compared with all middles at a time
_Offer = tuple[float, int, Signature, tuple[int, ...]]


@dataclass(frozen=True, slots=True)
class Chosen:
    """A group before merging: what brought its clauses together (nothing but likeness if empty), its rows."""

    signatures: tuple[Signature, ...]
    rows: Rows


def choose(corpus: Corpus, offered: Sequence[Candidate], *, min_people: int) -> list[Chosen]:
    """Disjoint groups, the best score first.

    Lazy greedy: a candidate that lost clauses to better ones is measured again with what is left.
    Depends on the set of candidates only; of equals the one that more concepts name is taken, then
    the smaller signature, then the first row.
    """
    queue: list[_Offer] = []
    taken = np.zeros(len(corpus.items), dtype=bool)
    for one in offered:
        _offer(queue, corpus, one.signature, one.rows, min_people)
    chosen: list[Chosen] = []
    while queue:
        *_, signature, rows = heapq.heappop(queue)
        left = tuple(row for row in rows if not taken[row])
        if len(left) == len(rows):
            chosen.append(Chosen((signature,) if signature else (), np.asarray(rows, dtype=np.intp)))
            taken[list(rows)] = True
        elif signature or len(left) >= LEFT * len(rows):
            _offer(queue, corpus, signature, left, min_people)
    return chosen


def _offer(
    queue: list[_Offer], corpus: Corpus, signature: Signature, rows: tuple[int, ...], min_people: int
) -> None:
    if len(rows) < 2 or len(corpus.people(rows)) < min_people:
        return
    found = measure(corpus, np.asarray(rows, dtype=np.intp))
    if found.telling >= MIN_TELLING and found.score > 0:
        heapq.heappush(queue, (-found.score, -len(signature), signature, rows))


def named_after(corpus: Corpus, chosen: Sequence[Chosen], rows: Rows, plan: KeyPlan) -> list[Chosen]:
    """The groups, those of likeness with the concept that makes them after all.

    A group of likeness whose clauses share a concept, and that holds OWNS of all rows that name it,
    is the group of that concept, unless another one is.
    """
    owned = {name for one in chosen for name in one.signatures}
    held = Counter(name for row in rows.tolist() for name in signatures_of(corpus.grouping[row], plan))
    found = []
    for one in chosen:
        name = None if one.signatures else _own_concept(corpus, one.rows, held, plan)
        if name is None or name in owned:
            found.append(one)
        else:
            owned.add(name)
            found.append(Chosen((name,), one.rows))
    return found


def _own_concept(corpus: Corpus, rows: Rows, held: Counter[Signature], plan: KeyPlan) -> Signature | None:
    keys = measure(corpus, rows).keys
    for name in signatures_of(keys, plan):
        having = sum(corpus.grouping[int(row)] >= set(name) for row in rows)
        if having >= OWNS * held[name]:
            return name
    return None


def completed(
    corpus: Corpus, groups: Sequence[Chosen], plans: Sequence[KeyPlan], free: Mask
) -> list[Chosen]:
    """The groups with the free rows that belong to them.

    Where concepts made a group, who names them joins (those of earlier rounds and pairs of concepts
    first), however tersely; where likeness made it, what lies as close to its middle as
    CLOSE_QUANTILE of its own.
    """
    named = _named(corpus, groups, plans, free)
    left = free.copy()
    for one in named:
        left[one.rows] = False
    alike = [at for at, one in enumerate(named) if not one.signatures]
    joined = _joined(corpus, [named[at].rows for at in alike], np.flatnonzero(left))
    for at, rows in zip(alike, joined, strict=True):
        named[at] = Chosen((), rows)
    return named


def _named(
    corpus: Corpus, groups: Sequence[Chosen], plans: Sequence[KeyPlan], free: Mask
) -> list[Chosen]:
    owner = {name: at for at, one in reversed(list(enumerate(groups))) for name in one.signatures}
    joined: list[list[int]] = [one.rows.tolist() for one in groups]
    for row in np.flatnonzero(free).tolist():
        names = [name for plan in plans for name in signatures_of(corpus.grouping[row], plan)]
        home = next((owner[name] for name in names if name in owner), None)
        if home is not None:
            joined[home].append(row)
    return [
        Chosen(one.signatures, np.asarray(sorted(rows), dtype=np.intp))
        for one, rows in zip(groups, joined, strict=True)
    ]


def _joined(corpus: Corpus, groups: Sequence[Rows], free: Rows) -> list[Rows]:
    """A row that is close to several groups goes to the closest."""
    if not groups or not len(free):
        return list(groups)
    centres = np.stack([_middle(corpus, rows) for rows in groups])
    cuts = np.array(
        [
            np.quantile(corpus.space[rows] @ centre, CLOSE_QUANTILE)
            for rows, centre in zip(groups, centres, strict=True)
        ]
    )
    homes = np.concatenate(
        [_homes(corpus.space[free[at : at + CHUNK]] @ centres.T, cuts) for at in range(0, len(free), CHUNK)]
    )
    return [
        np.sort(np.concatenate([rows, free[homes == at]])).astype(np.intp) for at, rows in enumerate(groups)
    ]


def _homes(likeness: NDArray[np.float32], cuts: NDArray[np.float64]) -> NDArray[np.intp]:
    """Position of each row's group, -1 for none."""
    rounded = np.round(likeness, 6)
    rounded[rounded < np.maximum(cuts, 1e-6)] = -1.0
    best = rounded.argmax(axis=1)
    return np.where(rounded[np.arange(len(best)), best] > 0, best, -1)


def _middle(corpus: Corpus, rows: Rows) -> NDArray[np.float32]:
    mean = corpus.space[rows].mean(axis=0)
    return np.asarray(mean / (np.linalg.norm(mean) or 1.0), dtype=np.float32)
