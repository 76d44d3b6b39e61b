"""Topic coherence and topic diversity, over words that Chinese text is cut into, too.

Coherence is the mean normalised pointwise mutual information of all pairs of a topic's words
(Bouma 2009; as a coherence Aletras & Stevenson 2013, Lau, Newman & Baldwin 2014),

    npmi(a, b) = ln(p(a, b) / (p(a) p(b))) / -ln p(a, b),

with p the share of posts that hold a word, or both. Words never found together have -1. Diversity is
the share of distinct words among those of all topics (Dieng, Ruiz & Blei 2020).
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations
from math import log

TOP_WORDS = 10
MIN_POSTS = 5  # posts that hold a word for it to describe a topic: words met once are "coherent" by chance
MIN_POSTS_FEW = 2  # … in a study of fewer than FEW posts
FEW = 500
MAX_SHARE = 0.2  # of the posts: more frequent words say nothing about a topic


class Reference:
    """In which posts each word stands. `posts` are the posts as their words."""

    def __init__(self, posts: Iterable[Iterable[str]]) -> None:
        found: dict[str, set[int]] = defaultdict(set)
        self.count = 0
        for number, words in enumerate(posts):
            self.count += 1
            for word in words:
                found[word].add(number)
        self._posts = dict(found)

    def usable(self, word: str) -> bool:
        """Whether a word is frequent enough to be measured, and rare enough to tell something."""
        least = MIN_POSTS if self.count >= FEW else MIN_POSTS_FEW
        most = max(least, MAX_SHARE * self.count)
        return least <= len(self._posts.get(word, ())) <= most

    def npmi(self, one: str, other: str) -> float:
        """Of two words, in [-1, 1]; -1 where they never meet, 0 where both stand in every post."""
        together = len(self._posts.get(one, set()) & self._posts.get(other, set()))
        if not together:
            return -1.0
        if together == self.count:
            return 0.0
        share = together / self.count
        expected = len(self._posts[one]) * len(self._posts[other]) / self.count**2
        return log(share / expected) / -log(share)

    def coherence(self, words: Sequence[str]) -> float | None:
        """Mean npmi of all pairs of words; None for fewer than two."""
        pairs = [self.npmi(one, other) for one, other in combinations(words, 2)]
        return sum(pairs) / len(pairs) if pairs else None


def topic_words(
    topics: Mapping[str, Sequence[Sequence[str]]], reference: Reference, top: int = TOP_WORDS
) -> dict[str, list[str]]:
    """topic -> its words, the heaviest first, from topic -> its clauses as words.

    Weights are class-based TF-IDF (Grootendorst 2022): tf(w, t) · ln(1 + A / f(w)), A the mean number
    of words of a topic. A word must be usable and stand in two clauses of the topic.
    """
    counts = {
        name: Counter(word for clause in clauses for word in clause) for name, clauses in topics.items()
    }
    total: Counter[str] = Counter()
    for own in counts.values():
        total.update(own)
    mean = sum(total.values()) / max(1, len(topics))
    found = {}
    for name, clauses in topics.items():
        carried = Counter(word for clause in clauses for word in set(clause))
        size = sum(counts[name].values())
        weights = {
            word: count / size * log(1 + mean / total[word])
            for word, count in counts[name].items()
            if carried[word] > 1 and reference.usable(word)
        }
        found[name] = sorted(weights, key=lambda word: (-weights[word], word))[:top]
    return found


def mean_coherence(words: Mapping[str, Sequence[str]], reference: Reference) -> float | None:
    """Mean over the topics that have two words at least; None where there is none."""
    known = [value for own in words.values() if (value := reference.coherence(own)) is not None]
    return sum(known) / len(known) if known else None


def diversity(words: Mapping[str, Sequence[str]]) -> float | None:
    """Distinct words / words of all topics, in (0, 1]; None where there are none."""
    every = [word for own in words.values() for word in own]
    return len(set(every)) / len(every) if every else None
