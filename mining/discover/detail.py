"""How much a clause tells: its content words, weighed by how rare they are among the clauses of its kind.

"I have it in the kitchen" names a place and tells nothing; a card needs clauses that say what
somebody does there.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import log

import numpy as np
from numpy.typing import NDArray

from mining.discover.items import Item
from mining.discover.keys import beside_concepts
from mining.discover.terms import tokens
from mining.facets.content import is_hollow_word
from mining.records import FindingKind

COMMON = 0.03  # a word in more than this share of the clauses tells nothing of its own
WORTH = 2.0  # what one word adds at most
SMALL = 1_000  # among fewer clauses rarity is not known well: counts are read as if out of so many
_ENDINGS = ("'s", "ing", "ed", "s")
_SAYING = ("activity", "goal", "act", "obstacle", "wish")


@dataclass(frozen=True, slots=True)
class Detail:
    """Content words of each item, the sum of their worth (shape (n,)), and how many items have each word."""

    words: tuple[frozenset[str], ...]
    amount: NDArray[np.float64]
    counts: Mapping[str, int]

    def rarity(self, word: str) -> float:
        """ln(items / items with the word)."""
        return log(max(1, len(self.words)) / self.counts[word])


def detail_of(kind: FindingKind, items: Sequence[Item]) -> Detail:
    """Detail of all items of a kind. A word is worth ln(share it may have) - ln(share it has), 0 to 2."""
    words = tuple(content_words(kind, item) for item in items)
    counts = Counter(word for own in words for word in own)
    total = max(len(items), SMALL)
    worth = {word: min(WORTH, max(0.0, log(COMMON * total / count))) for word, count in counts.items()}
    amount = np.array([sum(worth[word] for word in sorted(own)) for own in words], dtype=np.float64)
    return Detail(words, np.round(amount, 6), counts)


def content_words(kind: FindingKind, item: Item) -> frozenset[str]:
    """Words that are more than grammar, mood or the naming of goods; what is done or fails as concepts.

    Words that only name a person, a time or a place (of a scenario) or an object (of the rest) are left out.
    """
    text = beside_concepts(kind, item.clause.text, item.clause.language)
    found = {_stem(word) for word in tokens(text) if not is_hollow_word(word)}
    return frozenset(found | {key for key in item.keys if key.partition(":")[0] in _SAYING})


def _stem(word: str) -> str:
    """An English word without its commonest ending, so that "cook" and "cooking" are one."""
    if len(word) > 4 and word.isascii():
        for ending in _ENDINGS:
            if word.endswith(ending):
                return word[: -len(ending)]
    return word
