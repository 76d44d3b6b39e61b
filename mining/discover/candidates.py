"""What might be one thing that people say: clauses that name the same concepts, clauses that are alike."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mining.discover.corpus import Corpus
from mining.discover.signatures import KeyPlan, Signature, signatures_of

Rows = NDArray[np.intp]

SAMPLE = 5_000  # rows among which all pairs are compared
LARGEST = 0.1  # share of the rows that one likeness may hold; above it, it is a topic and no card …
SMALLEST_LARGEST = 30  # … but so many rows always may


@dataclass(frozen=True, slots=True)
class Candidate:
    """Rows that may make a group. `signature` names what they share; empty where likeness found them."""

    signature: Signature
    rows: tuple[int, ...]


def all_candidates(
    corpus: Corpus, rows: Rows, plan: KeyPlan, *, min_people: int, seed: int, sample: int = SAMPLE
) -> list[Candidate]:
    """Every candidate of at least `min_people` people among some rows, in an order of their own."""
    found = by_concepts(corpus, rows, plan)
    if plan.likeness:
        found += by_likeness(corpus, rows, seed=seed, sample=sample)
    return [one for one in found if len(one.rows) > 1 and len(corpus.people(one.rows)) >= min_people]


def by_concepts(corpus: Corpus, rows: Rows, plan: KeyPlan) -> list[Candidate]:
    """One candidate for each key and each pair of keys that the plan allows."""
    held: dict[Signature, list[int]] = defaultdict(list)
    for row in rows.tolist():
        for signature in signatures_of(corpus.grouping[row], plan):
            held[signature].append(row)
    return [Candidate(signature, tuple(held[signature])) for signature in sorted(held)]


def by_likeness(corpus: Corpus, rows: Rows, *, seed: int, sample: int = SAMPLE) -> list[Candidate]:
    """One candidate for each node of an average-linkage tree over the rows, up to a share of them.

    Fine nodes and coarse ones compete later, so that no distance has to be chosen here. Above
    `sample` rows a seeded sample is compared; the others join what they are like (see `choosing`).
    """
    compared = _sampled(corpus, rows, seed, sample)
    if len(compared) < 3:
        return []
    largest = max(SMALLEST_LARGEST, int(LARGEST * len(compared)))
    nodes = _nodes(_linked(corpus.space[compared]), len(compared), largest)
    return [Candidate((), tuple(sorted(compared[list(node)].tolist()))) for node in nodes]


def _sampled(corpus: Corpus, rows: Rows, seed: int, size: int) -> Rows:
    known = rows[np.any(corpus.vectors[rows], axis=1)] if len(rows) else rows
    if len(known) <= size:
        return known
    return np.sort(np.random.default_rng(seed).choice(known, size, replace=False))


def _linked(space: NDArray[np.float32]) -> NDArray[np.float64]:
    from scipy.cluster.hierarchy import linkage  # noqa: PLC0415 - heavy
    from scipy.spatial.distance import squareform  # noqa: PLC0415 - heavy

    distances = np.clip(np.round(1.0 - space @ space.T, 6), 0.0, 2.0).astype(np.float64)
    np.fill_diagonal(distances, 0.0)
    return np.asarray(linkage(squareform(distances, checks=False), "average"))


def _nodes(tree: NDArray[np.float64], leaves: int, largest: int) -> Iterator[tuple[int, ...]]:
    members: dict[int, tuple[int, ...]] = {leaf: (leaf,) for leaf in range(leaves)}
    for step, (left, right, *_) in enumerate(tree):
        first, second = members.pop(int(left), ()), members.pop(int(right), ())
        if not first or not second or len(first) + len(second) > largest:
            continue  # what holds too much has no parent either
        node = members[leaves + step] = first + second
        if len(node) > 2:
            yield node
