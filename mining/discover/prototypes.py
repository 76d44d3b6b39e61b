"""Prototypes of groups, and who else belongs to them: member, near-member, unassigned."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mining.embed.base import Vectors, unit_rows

Rows = NDArray[np.intp]

TRIM = 0.2  # share of the farthest members left out of a prototype
NEAR_QUANTILE = 0.5  # a near-member must be closer than this share of the members are …
BACKGROUND_QUANTILE = 0.98  # … and closer than this share of all clauses of the kind
CHUNK = 20_000


@dataclass(frozen=True, slots=True)
class Membership:
    """Members carry the group's concepts or shaped it; near-members only lie where members lie.

    `strength` is the cosine of each row (members, then near-members) with the prototype.
    """

    members: Rows
    near: Rows
    prototype: Vectors
    strength: dict[int, float]


def prototype_of(vectors: Vectors, rows: Rows) -> Vectors:
    """Trimmed mean of the rows, unit length, shape (d,)."""
    mean = vectors[rows].mean(axis=0)
    likeness = np.round(vectors[rows] @ (mean / (np.linalg.norm(mean) or 1.0)), 6)
    keep = max(1, int(np.ceil(len(rows) * (1 - TRIM))))
    best = np.sort(rows[np.argsort(-likeness, kind="stable")[:keep]])
    return np.asarray(unit_rows(vectors[best].mean(axis=0, keepdims=True))[0])


def assign(vectors: Vectors, groups: Sequence[Rows]) -> list[Membership]:
    """Every row to its group as a member, to the group that it fits best as a near-member, or to none.

    A row fits a group when it is closer to the prototype than NEAR_QUANTILE of the members are; the
    group with the highest such rank takes it. Thresholds are thus each group's own.
    """
    if not groups:
        return []
    prototypes = np.stack([prototype_of(vectors, rows) for rows in groups])
    scales = [np.sort(vectors[rows] @ prototype) for rows, prototype in zip(groups, prototypes, strict=True)]
    taken = np.zeros(len(vectors), dtype=bool)
    for rows in groups:
        taken[rows] = True
    floors = _background(vectors, prototypes)
    near = _near_rows(vectors, np.flatnonzero(~taken), prototypes, scales, floors)
    return [_membership(vectors, rows, near[at], prototypes[at]) for at, rows in enumerate(groups)]


def _background(vectors: Vectors, prototypes: Vectors) -> NDArray[np.float32]:
    """For each prototype the cosine that only the closest clauses of the kind reach, shape (K,)."""
    step = max(1, len(vectors) // CHUNK)  # an even sample is enough for a quantile
    return np.asarray(
        np.quantile(vectors[::step] @ prototypes.T, BACKGROUND_QUANTILE, axis=0), dtype=np.float32
    )


def _near_rows(
    vectors: Vectors,
    free: Rows,
    prototypes: Vectors,
    scales: Sequence[NDArray[np.float32]],
    floors: NDArray[np.float32],
) -> list[Rows]:
    found: list[list[int]] = [[] for _ in scales]
    for at in range(0, len(free), CHUNK):
        part = free[at : at + CHUNK]
        cosines = vectors[part] @ prototypes.T
        ranks = np.stack(
            [np.searchsorted(scale, cosines[:, g]) / len(scale) for g, scale in enumerate(scales)], axis=1
        )
        ranks[cosines < floors] = 0.0
        # equal ranks (often 1.0, beyond all members of small groups): the closer prototype
        best = np.argmax(np.round(ranks, 6) * 10 + cosines, axis=1)
        for row, group, rank in zip(part, best, ranks[np.arange(len(part)), best], strict=True):
            if rank >= NEAR_QUANTILE:
                found[int(group)].append(int(row))
    return [np.asarray(rows, dtype=np.intp) for rows in found]


def _membership(vectors: Vectors, rows: Rows, near: Rows, prototype: Vectors) -> Membership:
    everyone = np.concatenate([rows, near])
    cosines = np.round(vectors[everyone] @ prototype, 4) if len(everyone) else np.zeros(0)
    strength = {int(row): float(cosine) for row, cosine in zip(everyone, cosines, strict=True)}
    return Membership(np.asarray(rows), np.asarray(near), prototype, strength)
