"""The clauses of one kind with all that grouping, ranking and naming ask about them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mining.discover.detail import Detail, detail_of
from mining.discover.items import Item
from mining.discover.space import space_of
from mining.embed.base import Vectors
from mining.facets.content import has_wish_cue
from mining.facets.lexicon import is_vague, trade_of
from mining.records import FindingKind

Rows = NDArray[np.intp]

COMMON = 0.06  # share of people who name a failure from which a rarer one in the same clause tells more


@dataclass(frozen=True, slots=True)
class Corpus:
    """Items of a kind, sorted by clause id, and what is known of them row by row.

    `vectors` are centred unit rows; `space` has the concepts beside them; `shares` tells which
    share of the kind's people names a key; `all_people` counts the whole study. `grouping` holds
    the keys by which each item is grouped: of several failures in one clause the telling ones;
    `astray` are pains in the mood of a wish, which should not be quoted first.
    """

    kind: FindingKind
    items: Sequence[Item]
    vectors: Vectors
    space: Vectors
    detail: Detail
    shares: Mapping[str, float]
    grouping: Sequence[frozenset[str]]
    astray: NDArray[np.bool_]
    all_people: int

    def people(self, rows: Iterable[int]) -> frozenset[str]:
        """Who speaks in some rows."""
        return frozenset().union(*(self.items[int(row)].people for row in rows))


def corpus_of(kind: FindingKind, items: Sequence[Item], vectors: Vectors, all_people: int) -> Corpus:
    """All that is computed once for a kind."""
    space, detail, shares = space_of(items, vectors), detail_of(kind, items), _shares(items)
    grouping = [_telling(item.keys, shares) for item in items]
    astray = np.array([kind == "pain" and has_wish_cue(item.clause.text) for item in items], dtype=bool)
    return Corpus(kind, items, vectors, space, detail, shares, grouping, astray, all_people)


def _telling(found: frozenset[str], shares: Mapping[str, float]) -> frozenset[str]:
    """The keys without vague failures and those of which everybody speaks, where a sharper one is named.

    What a trade has a word of its own for is sharper than what any trade would say of it.
    """
    by_trade = _told_by_trade(found)
    keys = frozenset(key for key in found if trade_of(key) or key.partition(":")[0] not in by_trade)
    failures = [key for key in keys if key.startswith("obstacle:")]
    sharp = {key for key in failures if shares[key] < COMMON and not is_vague(key)}
    return keys - (set(failures) - sharp) if sharp else keys


def _told_by_trade(keys: frozenset[str]) -> set[str]:
    """The axes (but that of objects) on which a word of a trade is named."""
    return {key.partition(":")[0] for key in keys if trade_of(key)} - {"object"}


def _shares(items: Sequence[Item]) -> dict[str, float]:
    named: dict[str, set[str]] = defaultdict(set)
    everyone: set[str] = set()
    for item in items:
        everyone |= item.people
        for key in item.keys:
            named[key] |= item.people
    return {key: len(people) / len(everyone) for key, people in named.items()}
