"""From items to groups: seeds by concepts, clusters of the rest, merging, membership."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mining.discover.items import Item
from mining.discover.keys import PLANS
from mining.discover.merging import merge_same, reliability
from mining.discover.pool import pool_clusters
from mining.discover.prototypes import Membership, assign
from mining.discover.seeds import Signature, seed_groups
from mining.embed.base import Vectors
from mining.facets.lexicon import kin_of
from mining.records import SLOT_NAMES, FindingKind

Rows = NDArray[np.intp]

MIN_POOL_RELIABILITY = 0.6
MIN_COHERENCE = 0.35  # below it the halves of a group hardly resemble each other


@dataclass(frozen=True, slots=True)
class Group:
    """One thing that people say.

    `signatures` with their counts are the concepts that brought it together, the commonest first;
    empty where likeness alone did.
    """

    signatures: tuple[tuple[Signature, int], ...]
    membership: Membership
    reliability: float

    @property
    def rows(self) -> Rows:
        """Members and near-members."""
        return np.concatenate([self.membership.members, self.membership.near])


def find_groups(
    kind: FindingKind, items: Sequence[Item], vectors: Vectors, *, min_people: int, seed: int
) -> list[Group]:
    """Groups of a kind, in the order of their smallest clause id.

    `vectors` are centred unit rows, one for each item; items are sorted by clause id.
    """
    people = [item.people for item in items]
    seeds = seed_groups([item.keys for item in items], people, PLANS[kind], min_people)
    started = [(seed_.signature, np.asarray(seed_.rows, dtype=np.intp)) for seed_ in seeds]
    taken = {int(row) for _, rows in started for row in rows}
    rest = [row for row in range(len(items)) if row not in taken]
    for rows in pool_clusters(vectors, rest, seed=seed):
        enough = len(frozenset().union(*(people[row] for row in rows))) >= min_people
        if enough and reliability(vectors, rows) >= MIN_POOL_RELIABILITY:
            started.append(((), rows))
    return _merged(started, vectors)


def shelves(kind: FindingKind, groups: Sequence[Group]) -> tuple[list[Group], list[Group]]:
    """Groups for the main shelf, and weak ones: voices too unlike, or a situation that nothing names."""
    firm: list[Group] = []
    weak: list[Group] = []
    for group in groups:
        named = bool(group.signatures) or kind != "scenario"
        (firm if named and group.reliability >= MIN_COHERENCE else weak).append(group)
    return firm, weak


def _merged(started: Sequence[tuple[Signature, Rows]], vectors: Vectors) -> list[Group]:
    clusters = merge_same([rows for _, rows in started], vectors, [_family(name) for name, _ in started])
    joined = [np.sort(np.concatenate([started[at][1] for at in cluster])) for cluster in clusters]
    memberships = assign(vectors, joined)
    groups = []
    for cluster, rows, membership in zip(clusters, joined, memberships, strict=True):
        counts = Counter({started[at][0]: len(started[at][1]) for at in cluster if started[at][0]})
        ordered = tuple(sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])))
        groups.append(Group(ordered, membership, reliability(vectors, rows)))
    return sorted(groups, key=lambda group: int(group.membership.members.min()))


def _family(signature: Signature) -> frozenset[str]:
    """The telling keys of a group: its slots if it has any, else its obstacles (or their kin)."""
    slots = frozenset(key for key in signature if key.partition(":")[0] in SLOT_NAMES)
    return slots or frozenset(kin_of(key) for key in signature if not key.startswith("object:"))
