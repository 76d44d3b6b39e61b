"""The shelf of innovated scenarios: situations that few tell of, but that are told in so many concepts.

A situation is unusual when its two most telling concepts are rare among all situations of the
study: surprise = -log2 p(a) - log2 p(b), p = share of people who name the concept. It is "new to
this study", never "new to the world".
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from math import log2

import numpy as np

from mining.discover.corpus import Corpus
from mining.discover.former import Former
from mining.discover.groups import Group, is_list
from mining.discover.items import Item
from mining.discover.prototypes import Membership, prototype_of
from mining.discover.signatures import Signature

SHELF = 12  # findings
MOST_PEOPLE = 4  # told by more, it is no longer unusual
MIN_SCORE = 0.25  # the clause must likely be a scenario
MIN_DETAIL = 4.0  # … that is told in so much detail (see `detail`)
MIN_SITUATIONS = 30  # in fewer situations nothing can be called rare


@dataclass(frozen=True, slots=True)
class Unusual:
    """A group of few people, and the surprise in bits of the pair of concepts that it holds."""

    group: Group
    surprise: float


def unusual_groups(
    corpus: Corpus, groups: Sequence[Group], former: Sequence[Former] = ()
) -> list[Unusual]:
    """The 12 most unusual situations, the most surprising first; none in a study of few situations.

    The corpus is that of scenarios; `groups` are those already found. A list of activities is no
    situation, and what is told without detail is none that anybody could picture. What the last run
    put on the shelf (`former`) stays as well, as somebody may have decided on it, until more people
    tell it.
    """
    items = corpus.items
    if len(items) < MIN_SITUATIONS:
        return []
    bits = _surprises(items)
    rows_of: dict[Signature, list[int]] = defaultdict(list)
    stayed = {one.signatures[0]: [int(row) for row in one.rows] for one in former}
    settled = {row for rows in stayed.values() for row in rows}
    for row, item in enumerate(items):
        pair = _rarest_pair(item.keys, bits)
        told = item.score >= MIN_SCORE and corpus.detail.amount[row] >= MIN_DETAIL and not is_list(item)
        if told and pair is not None and row not in settled:
            rows_of[pair].append(row)
    known = {signature for group in groups for signature, _ in group.signatures}

    def unusual(pair: Signature, rows: Sequence[int]) -> Unusual | None:
        if pair in known or len(_people(rows, items)) > MOST_PEOPLE:
            return None
        return Unusual(_group(corpus, pair, rows), round(sum(bits.get(key, 0.0) for key in pair), 2))

    old = [unusual(pair, sorted([*rows, *rows_of.pop(pair, [])])) for pair, rows in stayed.items()]
    new = [unusual(pair, rows) for pair, rows in rows_of.items()]
    return _shelved([one for one in old if one], [one for one in new if one], items)


def _shelved(old: Sequence[Unusual], new: Sequence[Unusual], items: Sequence[Item]) -> list[Unusual]:
    """All of the old, and of the new those that are among the SHELF most surprising of both.

    A new one is of people who are not on the shelf yet, so that one long story does not fill it.
    """
    spoken = set(_people([int(row) for one in old for row in one.group.rows], items))
    chosen = list(old)
    for one in sorted(new, key=_order):
        people = _people([int(row) for row in one.group.rows], items)
        before = sum(_order(other) < _order(one) for other in chosen)
        if before < SHELF and not people & spoken:
            chosen.append(one)
            spoken |= people
    return sorted(chosen, key=_order)


def _order(one: Unusual) -> tuple[float, int, Signature]:
    return (-one.surprise, -len(one.group.rows), one.group.signatures[0][0])


def _surprises(items: Sequence[Item]) -> dict[str, float]:
    by_key: dict[str, set[str]] = defaultdict(set)
    for item in items:
        for key in item.keys:
            by_key[key] |= item.people
    everyone = len(_people(range(len(items)), items))
    return {key: log2((everyone + 1) / len(people)) for key, people in by_key.items()}


def _rarest_pair(keys: frozenset[str], bits: dict[str, float]) -> Signature | None:
    slots = sorted(key for key in keys if not key.startswith("obstacle:"))
    pairs = [(a, b) for a, b in combinations(slots, 2) if a.partition(":")[0] != b.partition(":")[0]]
    return max(pairs, key=lambda pair: (bits[pair[0]] + bits[pair[1]], pair), default=None)


def _people(rows: Sequence[int], items: Sequence[Item]) -> frozenset[str]:
    return frozenset().union(*(items[row].people for row in rows)) if len(rows) else frozenset()


def _group(corpus: Corpus, pair: Signature, rows: Sequence[int]) -> Group:
    members = np.asarray(rows, dtype=np.intp)
    prototype = prototype_of(corpus.vectors, members)
    strength = {int(row): float(np.round(corpus.vectors[row] @ prototype, 4)) for row in members}
    membership = Membership(members, np.asarray([], dtype=np.intp), prototype, strength)
    return Group(((pair, len(rows)),), membership, 0.0)
