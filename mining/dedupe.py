"""Which posts say the same: exact equals after normalisation, and near equals of some length.

Near equals: Jaccard similarity of character shingles >= 0.85, candidates by MinHash with banding
(Broder 1997; Leskovec, Rajaraman and Ullman, Mining of Massive Datasets, ch. 3), every candidate pair
checked on its shingles. The result does not depend on the order of the rows.
"""

import zlib
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from mining.normalise import HAN_PATTERN, shadow

NEAR = 0.85
NEAR_LENGTH = 20  # letters; shorter texts are duplicates only when they are equal
# 16 bands of 8 rows: a pair at Jaccard .85 meets in some band with probability .994, at .5 with .06
BANDS, ROWS = 16, 8
SEED = 1


@dataclass(frozen=True, slots=True)
class Candidate:
    """A post to compare: its id, text, and when it was posted (ISO 8601, or None)."""

    id: str
    text: str
    posted_at: str | None = None


@dataclass(frozen=True, slots=True)
class Grouping:
    """`group_id` is the smallest post id of the group; one post of each group is `kept`."""

    group_id: str
    kept: bool


def canonical(text: str) -> str:
    """What is compared: letters and digits of the shadow; the shadow itself where there are none (emoji)."""
    plain = shadow(text).text
    return "".join(c for c in plain if c.isalnum()) or "".join(plain.split())


def group_duplicates(posts: Iterable[Candidate]) -> dict[str, Grouping]:
    """The group of every post. Kept is the longest, then the earliest, then the smallest id."""
    equal: defaultdict[str, list[Candidate]] = defaultdict(list)
    for post in posts:
        equal[canonical(post.text)].append(post)
    texts = sorted(equal)
    groups: defaultdict[int, list[Candidate]] = defaultdict(list)
    for index, root in enumerate(_near_groups(texts)):
        groups[root].extend(equal[texts[index]])
    result: dict[str, Grouping] = {}
    for members in groups.values():
        name = min(post.id for post in members)
        kept = min(members, key=_keeping_order).id
        result.update({post.id: Grouping(name, post.id == kept) for post in members})
    return result


def similarity(left: str, right: str) -> float:
    """Jaccard similarity of the shingles of two canonical texts."""
    a, b = shingles(left), shingles(right)
    return len(a & b) / len(a | b) if a or b else 1.0


def shingles(text: str) -> frozenset[str]:
    """Overlapping pieces: 3 characters where Chinese is in the text, else 5."""
    size = 3 if HAN_PATTERN.search(text) else 5
    return frozenset(text[i : i + size] for i in range(max(1, len(text) - size + 1)))


def _keeping_order(post: Candidate) -> tuple[int, str, str]:
    return -len(post.text), post.posted_at or "\uffff", post.id


class _Union:
    """Disjoint sets; the root of a set is its smallest index."""

    def __init__(self, size: int) -> None:
        self._parent = list(range(size))

    def find(self, index: int) -> int:
        while self._parent[index] != index:
            self._parent[index] = self._parent[self._parent[index]]
            index = self._parent[index]
        return index

    def join(self, left: int, right: int) -> None:
        a, b = sorted((self.find(left), self.find(right)))
        self._parent[b] = a


def _near_groups(texts: Sequence[str]) -> list[int]:
    """For each distinct canonical text the index of the first text of its group."""
    union = _Union(len(texts))
    cache: dict[int, frozenset[str]] = {}
    for bucket in _buckets(texts):
        _join_bucket(bucket, texts, union, cache)
    return [union.find(index) for index in range(len(texts))]


def _join_bucket(
    bucket: list[int], texts: Sequence[str], union: _Union, cache: dict[int, frozenset[str]]
) -> None:
    """Join the near equals of a bucket; pairs that are in one group already need no comparing."""
    by_root: defaultdict[int, list[int]] = defaultdict(list)
    for index in bucket:
        for root in list(by_root):
            if union.find(index) != union.find(root) and any(
                _are_near(index, other, texts, cache) for other in by_root[root]
            ):
                union.join(index, root)
        by_root[union.find(index)].append(index)


def _are_near(left: int, right: int, texts: Sequence[str], cache: dict[int, frozenset[str]]) -> bool:
    short, long = sorted((len(texts[left]), len(texts[right])))
    if short < 0.7 * long:  # shingles grow with length: such a pair cannot reach the threshold
        return False
    for index in (left, right):
        if index not in cache:
            cache[index] = shingles(texts[index])
    a, b = cache[left], cache[right]
    shared = len(a & b)
    return shared >= NEAR * (len(a) + len(b) - shared)


def _buckets(texts: Sequence[str]) -> Iterable[list[int]]:
    """Sets of texts that share a band of their MinHash signature."""
    from datasketch import MinHash

    long = [index for index, text in enumerate(texts) if len(text) >= NEAR_LENGTH]
    sketches = MinHash.generator(
        ([piece.encode("utf-8", "surrogatepass") for piece in shingles(texts[index])] for index in long),
        num_perm=BANDS * ROWS,
        seed=SEED,
        hashfunc=zlib.crc32,
    )
    tables: list[defaultdict[bytes, list[int]]] = [defaultdict(list) for _ in range(BANDS)]
    for index, sketch in zip(long, sketches, strict=True):
        for band, table in enumerate(tables):
            table[sketch.hashvalues[band * ROWS : (band + 1) * ROWS].tobytes()].append(index)
    for table in tables:
        yield from (bucket for bucket in table.values() if len(bucket) > 1)
