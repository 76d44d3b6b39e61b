"""Merging groups that say the same.

Two centroids are compared by their cosine corrected for attenuation: a small or loose group has an
unreliable centroid, so its cosine with anything is too low. As in Spearman 1904, the cosine is
divided by the geometric mean of the two reliabilities, each the cosine between the centroids of
two halves of a group, stepped up to full length (Spearman-Brown). No absolute cosine is used.
"""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from mining.embed.base import Vectors, unit_rows

Rows = NDArray[np.intp]
Family = Mapping[str, float] | None  # None: a topic, which never waters down what a concept names

SAME = 0.90  # corrected cosine from which two groups count as one thing, whatever their concepts
SAME_UNNAMED = 0.85  # where neither has a concept that could tell them apart
ABSORBED = 0.95  # where only one has: a name must not be watered down
MIN_RELIABILITY = 0.05


def centroid(vectors: Vectors, rows: Rows) -> Vectors:
    """Unit mean of some rows, shape (d,)."""
    return np.asarray(unit_rows(vectors[rows].mean(axis=0, keepdims=True))[0], dtype=np.float32)


def reliability(vectors: Vectors, rows: Rows) -> float:
    """Split-half reliability of a centroid in [0.05, 1]; halves are the even and the odd rows."""
    if len(rows) < 2:
        return MIN_RELIABILITY
    half = float(centroid(vectors, rows[0::2]) @ centroid(vectors, rows[1::2]))
    return max(MIN_RELIABILITY, min(1.0, 2 * half / (1 + half))) if half > 0 else MIN_RELIABILITY


def merge_same(
    groups: Sequence[Rows], vectors: Vectors, families: Sequence[Family], *, apart: int = 0
) -> list[list[int]]:
    """Positions of the groups that belong together, found by merging the most alike pair first.

    `families` are the telling concepts of each group (empty where it has none), each with the
    corrected cosine from which a group with it is the same as another one with it (of two values the
    lower). A merged group keeps the family of its largest named part, so that merging does not run in
    chains. The first `apart` groups are never merged with one another.
    """
    state = _Merging([np.sort(np.asarray(group)) for group in groups], vectors, families, apart)
    while (pair := state.best_pair()) is not None:
        state.join(*pair)
    return [sorted(cluster) for cluster in state.clusters if cluster]


class _Merging:
    """Likeness of all groups, kept up to date while they merge; an emptied group is switched off."""

    def __init__(
        self, rows: list[Rows], vectors: Vectors, families: Sequence[Family], apart: int
    ) -> None:
        self.fixed = np.arange(len(rows)) < apart
        self.rows, self.vectors = rows, vectors
        self.clusters = [[at] for at in range(len(rows))]
        # the family that speaks for a group, and how many rows stand behind it
        self.family = [(family, len(r) if family else 0) for family, r in zip(families, rows, strict=True)]
        named = [value for family in families for value in (family or {}).values()]
        self.least = min([SAME, SAME_UNNAMED, ABSORBED, *named])
        self.centroids = np.stack([centroid(vectors, r) for r in rows]) if rows else np.zeros((0, 1))
        self.trust = np.array([np.sqrt(reliability(vectors, r)) for r in rows], dtype=np.float64)
        # open[i, j]: likeness of two groups that may merge, -inf where they may not
        self.open = np.stack([self._row(at) for at in range(len(rows))]) if rows else np.zeros((0, 0))
        self.best = self.open.argmax(axis=1) if rows else np.zeros(0, dtype=np.intp)

    def best_pair(self) -> tuple[int, int] | None:
        """The most alike pair that may merge, the first one of equals."""
        if not len(self.open):
            return None
        heights = self.open[np.arange(len(self.open)), self.best]
        i = int(np.argmax(heights))
        j = int(self.best[i])
        return (min(i, j), max(i, j)) if np.isfinite(heights[i]) else None

    def join(self, i: int, j: int) -> None:
        """Group j goes into group i."""
        self.clusters[i] += self.clusters[j]
        self.clusters[j] = []
        self.rows[i] = np.sort(np.concatenate([self.rows[i], self.rows[j]]))
        self.centroids[i] = centroid(self.vectors, self.rows[i])
        self.trust[i] = np.sqrt(reliability(self.vectors, self.rows[i]))
        self.fixed[i] |= self.fixed[j]
        self.family[i] = max(self.family[i], self.family[j], key=lambda named: named[1])
        self.open[i, :] = self.open[:, i] = self._row(i)
        self.open[j, :] = self.open[:, j] = -np.inf
        # only rows whose best partner changed need a new look; the others can only gain group i
        stale = np.flatnonzero((self.best == i) | (self.best == j))
        self.best[stale] = self.open[stale].argmax(axis=1)
        self.best[i] = self.open[i].argmax()
        every = np.arange(len(self.open))
        gained = self.open[every, i] > self.open[every, self.best]
        self.best[gained] = i

    def _row(self, at: int) -> NDArray[np.float64]:
        """Likeness of one group with every other, -inf where it stays below what is needed."""
        cosines = (self.centroids @ self.centroids[at]).astype(np.float64)
        likeness = np.round(cosines / (self.trust * self.trust[at]), 6)
        allowed = np.zeros(len(likeness), dtype=bool)
        near = np.flatnonzero(likeness >= self.least)  # most pairs are too unlike whatever their families
        allowed[near] = likeness[near] >= np.asarray(self._needed_of(at, near))
        allowed[at] = False
        if self.fixed[at]:
            allowed[self.fixed] = False
        allowed[[other for other, cluster in enumerate(self.clusters) if not cluster]] = False
        return np.where(allowed, likeness, -np.inf)

    def _needed_of(self, at: int, others: NDArray[np.intp]) -> list[float]:
        mine = self.family[at][0]
        return [_needed(mine, self.family[int(other)][0]) for other in others]


def _needed(mine: Family, other: Family) -> float:
    if mine is None or other is None:
        return SAME if mine is other else float("inf")
    if not mine or not other:
        return ABSORBED if mine or other else SAME_UNNAMED
    return min((min(mine[key], other[key]) for key in mine.keys() & other.keys()), default=SAME)
