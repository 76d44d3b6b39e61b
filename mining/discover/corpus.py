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
from mining.records import FindingKind

Rows = NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Corpus:
    """Items of a kind, sorted by clause id, and what is known of them row by row.

    `vectors` are centred unit rows; `space` has the concepts beside them; `shares` tells which
    share of the kind's people names a key; `all_people` counts the whole study.
    """

    kind: FindingKind
    items: Sequence[Item]
    vectors: Vectors
    space: Vectors
    detail: Detail
    shares: Mapping[str, float]
    all_people: int

    def people(self, rows: Iterable[int]) -> frozenset[str]:
        """Who speaks in some rows."""
        return frozenset().union(*(self.items[int(row)].people for row in rows))


def corpus_of(kind: FindingKind, items: Sequence[Item], vectors: Vectors, all_people: int) -> Corpus:
    """All that is computed once for a kind."""
    space, detail = space_of(items, vectors), detail_of(kind, items)
    return Corpus(kind, items, vectors, space, detail, _shares(items), all_people)


def _shares(items: Sequence[Item]) -> dict[str, float]:
    named: dict[str, set[str]] = defaultdict(set)
    everyone: set[str] = set()
    for item in items:
        everyone |= item.people
        for key in item.keys:
            named[key] |= item.people
    return {key: len(people) / len(everyone) for key, people in named.items()}
