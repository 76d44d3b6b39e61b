"""From items to groups: seeds by concepts, clusters of the rest, merging, membership."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mining.discover.former import Core, Former, grown
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
NEW_SHARE = 1 / 3  # of the clauses of a group that only likeness makes, once a study has findings
FIRM_PEOPLE = 5
MIN_COHERENCE = 0.2  # below it the halves of a group hardly resemble each other


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
    kind: FindingKind,
    items: Sequence[Item],
    vectors: Vectors,
    *,
    min_people: int,
    seed: int,
    former: Sequence[Former] = (),
) -> list[Group]:
    """Groups of a kind, in the order of their smallest clause id.

    `vectors` are centred unit rows, one for each item; items are sorted by clause id. `former` are
    the groups of the last run: they grow, and stay apart from one another.
    """
    started = [_Start(one.signatures, one.rows) for one in grown(former, items, PLANS[kind])]
    apart = len(started)
    # once there are findings, a group must hold something new: a voice, or a third of it where
    # nothing but likeness makes it; what the last run left alone is not asked again
    one, third = (1e-9, NEW_SHARE) if former else (0.0, 0.0)
    named = _named(kind, items, _free(started, items), min_people)
    started += [start for start in named if _newness(start, items) >= one]
    unnamed = _unnamed(items, vectors, _free(started, items), min_people, seed)
    started += [start for start in unnamed if _newness(start, items) >= third]
    return _merged(started, vectors, apart)


@dataclass(frozen=True, slots=True)
class _Start:
    """A group before merging: its signatures (none where likeness made it) and its rows."""

    signatures: tuple[Signature, ...]
    rows: Rows


def _newness(start: _Start, items: Sequence[Item]) -> float:
    """Share of a group's clauses that the last run did not know."""
    return float(np.mean([items[int(row)].new for row in start.rows]))


def _free(started: Sequence[_Start], items: Sequence[Item]) -> list[int]:
    taken = {int(row) for start in started for row in start.rows}
    return [row for row in range(len(items)) if row not in taken]


def _named(kind: FindingKind, items: Sequence[Item], free: Sequence[int], min_people: int) -> list[_Start]:
    keys, people = [items[row].keys for row in free], [items[row].people for row in free]
    return [
        _Start((one.signature,), np.asarray([free[at] for at in one.rows], dtype=np.intp))
        for one in seed_groups(keys, people, PLANS[kind], min_people)
    ]


def _unnamed(
    items: Sequence[Item], vectors: Vectors, free: Sequence[int], min_people: int, seed: int
) -> list[_Start]:
    return [
        _Start((), rows)
        for rows in pool_clusters(vectors, free, seed=seed)
        if len(frozenset().union(*(items[row].people for row in rows))) >= min_people
        and reliability(vectors, rows) >= MIN_POOL_RELIABILITY
    ]


def core_of(group: Group, items: Sequence[Item]) -> Core:
    """The core of a group, to be kept for the next run."""
    members = sorted(items[int(row)].clause.id for row in group.membership.members)
    return Core(tuple(name for name, _ in group.signatures), tuple(members))


def shelves(
    kind: FindingKind, groups: Sequence[Group], items: Sequence[Item]
) -> tuple[list[Group], list[Group]]:
    """Groups for the main shelf, and weak ones.

    A group that a concept names is firm when its voices are alike or are FIRM_PEOPLE at least; one
    that only likeness made must be both, and no situation is firm that nothing names.
    """
    firm: list[Group] = []
    weak: list[Group] = []
    for group in groups:
        people = frozenset().union(*(items[int(row)].people for row in group.rows))
        alike, many = group.reliability >= MIN_COHERENCE, len(people) >= FIRM_PEOPLE
        named = _says_what(kind, group)
        good = (alike or many) if named else (alike and many and kind != "scenario")
        (firm if good else weak).append(group)
    return firm, weak


def _says_what(kind: FindingKind, group: Group) -> bool:
    """Whether a concept names the group; a need must name what is wished or lacking, not only of what."""
    keys = {key.partition(":")[0] for name, _ in group.signatures for key in name}
    return bool(keys & {"wish", "obstacle"}) if kind == "need" else bool(keys)


def _merged(started: Sequence[_Start], vectors: Vectors, apart: int) -> list[Group]:
    families = [_family(start.signatures) for start in started]
    clusters = merge_same([start.rows for start in started], vectors, families, apart=apart)
    joined = [np.sort(np.concatenate([started[at].rows for at in cluster])) for cluster in clusters]
    memberships = assign(vectors, joined)
    groups = []
    for cluster, rows, membership in zip(clusters, joined, memberships, strict=True):
        names = [name for at in cluster for name in started[at].signatures]
        groups.append(Group(_weighed(names, started, cluster), membership, reliability(vectors, rows)))
    return sorted(groups, key=lambda group: int(group.membership.members.min()))


def _weighed(
    names: Sequence[Signature], started: Sequence[_Start], cluster: Sequence[int]
) -> tuple[tuple[Signature, int], ...]:
    """Signatures with the rows behind them, the commonest first; a former group's share its rows evenly."""
    counts: Counter[Signature] = Counter()
    for at in cluster:
        for name in started[at].signatures:
            counts[name] += max(1, len(started[at].rows) // len(started[at].signatures))
    return tuple(sorted(((name, counts[name]) for name in set(names)), key=lambda pair: (-pair[1], pair[0])))


def _family(signatures: Sequence[Signature]) -> frozenset[str]:
    """The telling keys of a group: its slots if it has any, else its obstacles (or their kin)."""
    if not signatures:
        return frozenset()
    first = signatures[0]
    slots = frozenset(key for key in first if key.partition(":")[0] in SLOT_NAMES)
    return slots or frozenset(kin_of(key) for key in first if not key.startswith("object:"))
