"""Small made inputs: clouds of vectors, items and groups of a fictional launderette."""

from collections.abc import Sequence

import numpy as np

from mining.discover.corpus import Corpus, corpus_of
from mining.discover.groups import Group
from mining.discover.items import Item
from mining.discover.prototypes import assign
from mining.discover.signatures import Signature
from mining.embed.base import Vectors, unit_rows
from mining.records import Clause, FindingKind

DIMENSIONS = 32


def cloud(axis: int, count: int, *, spread: float = 0.1, seed: int = 0) -> Vectors:
    """Unit rows around one axis; `spread` is the standard deviation in each dimension."""
    rng = np.random.default_rng([seed, axis])
    rows = rng.normal(scale=spread, size=(count, DIMENSIONS))
    rows[:, axis] += 1.0
    return unit_rows(rows.astype(np.float32))


def rows_of(*counts: int) -> list[np.ndarray]:
    """Consecutive rows: the first `counts[0]`, the next `counts[1]` …"""
    ends = np.cumsum(counts)
    return [np.arange(end - count, end) for count, end in zip(counts, ends, strict=True)]


def make_item(
    number: int,
    text: str,
    *,
    keys: Sequence[str] = (),
    people: Sequence[str] | None = None,
    score: float = 0.9,
    rating: float | None = None,
    source: str = "forum.example",
) -> Item:
    """A clause that is its whole post, said by one person of its own unless told otherwise."""
    language = "zh" if any("\u4e00" <= c <= "\u9fff" for c in text) else "en"
    clause = Clause(f"c{number:05d}", f"p{number:05d}", 1, 0, 0, len(text), text, language)
    speakers = frozenset(people if people is not None else (f"a:{number}",))
    url = f"https://forum.example/posts/{number}"
    return Item(clause, score, frozenset(keys), text, speakers, url, source, None, rating)


def make_group(vectors: Vectors, rows: Sequence[int], *signatures: tuple[Signature, int]) -> Group:
    """A group with these members, and whatever other rows lie near them."""
    [membership] = assign(vectors, [np.asarray(rows, dtype=np.intp)])
    return Group(tuple(signatures), membership, 0.9)


def make_corpus(kind: FindingKind, items: Sequence[Item], vectors: Vectors, people: int = 0) -> Corpus:
    """What grouping knows of the items; the study has `people`, or just those who speak in the items."""
    return corpus_of(kind, items, vectors, people or len(frozenset().union(*(i.people for i in items))))
