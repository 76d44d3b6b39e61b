"""Words by which a clause is out of the ordinary: common in the language, but hardly used in this study.

Of a loudspeaker everybody speaks of music; who speaks of a dog tells something that nobody else tells.
The frequency of Chinese words is that of jieba's dictionary. That of others is Zipf's law over the
rank of a word among the pieces of the default encoder, p = 1 / (10 rank), which fits its own figures.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import cache
from math import log

import numpy as np
from numpy.typing import NDArray

from mining.discover.items import Item
from mining.discover.terms import tokens
from mining.embed.base import Vectors
from mining.facets.content import is_hollow_word
from mining.normalise import HAN_PATTERN

FEW = 3  # people who use a word, at most, for it to be odd
EXPECTED = 7.0  # nats by which a word may be rarer here than in the language before it counts for nothing
WORDS = 3  # of a clause that count
MIN_LETTERS = 4
NEAREST = 10
_NAMES = ("nr", "ns", "nt", "nz")  # jieba's marks for people, places, organisations, brands


def odd_words(items: Sequence[Item]) -> list[dict[str, float]]:
    """For each item its oddest words (up to 3) with how odd they are in nats, the oddest first."""
    words = [{word for word in _words(item.clause.text) if _may_be_odd(word)} for item in items]
    users: dict[str, set[str]] = defaultdict(set)
    for item, own in zip(items, words, strict=True):
        for word in own:
            users[word] |= item.people
    everyone = len(frozenset().union(*(item.people for item in items))) if items else 0
    odd = {
        word: EXPECTED + found - log(len(people) / everyone)
        for word, people in users.items()
        if len(people) <= FEW and (found := log_frequency(word)) is not None
    }
    return [_oddest({word: odd[word] for word in own if odd.get(word, 0.0) > 0}) for own in words]


def distance(vectors: Vectors, rows: Sequence[int]) -> NDArray[np.float64]:
    """How far each of some rows is from its 10 nearest among all: 1 - mean cosine, shape (len(rows),)."""
    likeness = vectors[list(rows)] @ vectors.T
    likeness[np.arange(len(rows)), list(rows)] = -1.0  # none is its own neighbour
    count = min(NEAREST, max(1, likeness.shape[1] - 1))
    nearest = np.sort(likeness, axis=1)[:, -count:]
    return np.asarray(np.round(1.0 - nearest.mean(axis=1), 5), dtype=np.float64)


@cache
def log_frequency(word: str) -> float | None:
    """Natural logarithm of how frequent a word is in its language; None for one that is in no list."""
    if HAN_PATTERN.search(word):
        import jieba

        jieba.dt.check_initialized()
        count = jieba.dt.FREQ.get(word)
        return log(count / jieba.dt.total) if count else None
    from mining.typing.encoder import tokens as pieces  # reads the default encoder

    whole = pieces(word)[1:-1]  # without the marks of beginning and end
    return -log(10 * whole[0]) if len(whole) == 1 else None


def _words(text: str) -> set[str]:
    return {word for word in tokens(text.replace("’", "'")) if "'" not in word}


@cache
def _may_be_odd(word: str) -> bool:
    """Whether a word can name something: a Chinese noun or verb that is no name; any longer other word."""
    if is_hollow_word(word):
        return False
    if not HAN_PATTERN.search(word):
        return len(word) >= MIN_LETTERS
    tag = _tags().get(word, "")
    return tag[:1] in ("n", "v") and tag not in _NAMES


@cache
def _tags() -> Mapping[str, str]:
    """jieba's part of speech of each word of its dictionary."""
    import jieba.posseg

    jieba.posseg.dt.initialize()
    found: Mapping[str, str] = jieba.posseg.dt.word_tag_tab
    return found


def _oddest(found: Mapping[str, float]) -> dict[str, float]:
    ranked = sorted(found.items(), key=lambda pair: (-round(pair[1], 6), pair[0]))
    return dict(ranked[:WORDS])
