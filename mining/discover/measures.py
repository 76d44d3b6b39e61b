"""How good a card some clauses would make: each reason by itself, and the score that they make together."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import log

import numpy as np
from numpy.typing import NDArray

from mining.discover.corpus import Corpus
from mining.discover.items import Item
from mining.facets.content import same_wording
from mining.facets.lexicon import is_vague, kin_of
from mining.records import FindingKind

Rows = NDArray[np.intp]

QUOTES = 3
SURE_BY_ACT = 0.3  # at least as sure as that is a situation that an act names
SHORTLIST = 24  # clauses among which the quotes are chosen
ALONE = 0.2  # what a quote is worth that is not like the ones before it
SHARED = 0.5  # share of the clauses that must name a concept for it to tell what they share
SHARED_WORD = 0.34  # … and of those that must hold a word
RARE = 5.0  # ln(1 / share) from which a concept counts as fully rare
FULL_DETAIL = 8.0
SURENESS: Mapping[FindingKind, float] = {"scenario": 0.6, "pain": 0.5, "need": 0.6}
ASTRAY = 0.6  # what a quote is worth that says it in another mood
BESIDE = 0.3  # … and one that names nothing of what fails, is wished or is the situation
NAMING = 2.0  # how much a quote gains by naming all that the group's clauses share
VAGUE = 0.3
WORD = 0.2  # what a shared word is worth beside concepts
BY_OBJECT_ALONE = 0.5  # a pain without what fails, a need without what is wished
# what naming a concept of an axis is worth
AXES: Mapping[FindingKind, Mapping[str, float]] = {
    "scenario": {
        "activity": 1.0, "goal": 1.0, "act": 1.0, "obstacle": 0.7, "who": 0.6, "when": 0.6, "where": 0.6,
    },
    "pain": {"obstacle": 1.0, "object": 0.6},
    "need": {"wish": 1.0, "object": 0.7, "obstacle": 0.7},
}  # fmt: skip
BARE = frozenset(["who", "when", "where"])  # say who is in a situation, and not what it is
MEND = "wish:mend"  # to be refunded, answered, repaired: a complaint in the mood of a wish
_WHAT: Mapping[FindingKind, frozenset[str]] = {
    "scenario": frozenset(AXES["scenario"]) - {"obstacle"},
    "pain": frozenset(["obstacle"]),
    "need": frozenset(["wish"]),
}
# how much numbers count (an exponent), and how little likeness may be: a failure counts by how many it
# hits, a situation by being one situation
CROWD: Mapping[FindingKind, float] = {"scenario": 0.5, "pain": 0.5, "need": 0.5}
_SLACK: Mapping[FindingKind, tuple[float, float]] = {
    "scenario": (0.2, 0.3), "pain": (0.25, 0.5), "need": (0.25, 0.5),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Measures:
    """What speaks for a card.

    `people`: a number. `telling`: how much the shared concepts and words say, about 0 to 4.
    `alike`: mean cosine of all pairs of clauses, concepts counted. `quotes_alike`: the same of the
    three quotes, by meaning. `detail`: of the quotes, 0 to FULL_DETAIL. `sure`: mean probability
    that the clauses are of the kind. `keys`: the concepts that SHARED of the clauses name; `quoted`:
    those of them that most of the quotes name.
    """

    kind: FindingKind
    people: int
    telling: float
    alike: float
    quotes_alike: float
    detail: float
    sure: float
    quotes: tuple[int, ...]
    keys: frozenset[str]
    quoted: frozenset[str]

    @property
    def names_what(self) -> bool:
        """Whether the quotes share a concept of what fails, is wished, or is the situation; not "bad".

        A person, a time or a place alone is no situation; two of them together are. A vague wish
        ("to be chosen freely") says something once it is said of what.
        """
        told = {_axis(key) for key in self.what if not is_vague(key)}
        of_what = self.kind == "need" and any(_axis(key) == "object" for key in self.quoted)
        open_wish = any(kin_of(key) != MEND for key in self.what)
        return bool(told - BARE) or len(told) > 1 or (of_what and open_wish)

    @property
    def what(self) -> frozenset[str]:
        """What fails, is wished, or is the situation, as concepts that the quotes share."""
        return frozenset(key for key in self.quoted if _axis(key) in _WHAT[self.kind])

    @property
    def score(self) -> float:
        """Many people (damped) who tell much, alike and in detail: the product of all."""
        crowd = self.people ** CROWD[self.kind]
        of_quotes, of_all = _SLACK[self.kind]
        unity = (of_quotes + max(0.0, self.quotes_alike)) * (of_all + max(0.0, self.alike))
        sure = max(self.sure, SURE_BY_ACT) if self.is_act else self.sure
        value: float = crowd * self.telling * unity * (self.detail * sure) ** 0.5
        return round(value, 6)

    @property
    def is_act(self) -> bool:
        """Whether the quotes share an act of customers, which is a situation whatever the heads say."""
        return any(_axis(key) == "act" for key in self.quoted)


def measure(corpus: Corpus, rows: Rows) -> Measures:
    """The measures of some rows (at least one)."""
    telling, keys = _telling(corpus, rows)
    quotes = best_quotes(corpus, rows, keys)
    return Measures(
        corpus.kind,
        len(corpus.people(rows)),
        round(telling, 4),
        _alike(corpus.space[rows]),
        _pairwise(corpus.vectors, quotes),
        round(float(np.mean(np.minimum(corpus.detail.amount[list(quotes)], FULL_DETAIL))), 4),
        round(float(np.mean([corpus.items[int(row)].score for row in rows])), 4),
        quotes,
        keys,
        frozenset(key for key in keys if is_quoted(key, corpus.items, quotes)),
    )


def is_quoted(key: str, items: Sequence[Item], quotes: Sequence[int]) -> bool:
    """Whether at least half of the quotes name a concept; True without quotes."""
    return 2 * sum(key in items[row].keys for row in quotes) >= len(quotes)


def best_quotes(corpus: Corpus, rows: Rows, told: frozenset[str]) -> tuple[int, ...]:
    """Up to three rows of different people and, if it can be, different words, the best first.

    Good is what lies near the middle, tells details, is surely of the kind and names what is told.
    """
    centre = corpus.vectors[rows].mean(axis=0)
    near = np.maximum(0.0, corpus.vectors[rows] @ (centre / (np.linalg.norm(centre) or 1.0)))
    detail = np.minimum(corpus.detail.amount[rows], FULL_DETAIL - 1)
    sure = np.array([corpus.items[int(row)].score for row in rows])
    names = np.array([len(told & corpus.items[int(row)].keys) for row in rows]) / max(1, len(told))
    mood = np.where(corpus.astray[rows], ASTRAY, 1.0)
    what = frozenset(key for key in told if _axis(key) in _WHAT[corpus.kind])
    about = np.array([not what or bool(what & corpus.items[int(row)].keys) for row in rows])
    telling = (0.5 + detail) ** 0.5 * sure ** SURENESS[corpus.kind] * (1 + NAMING * names)
    worth = np.round(near * telling * mood * np.where(about, 1.0, BESIDE), 5)
    listed = _shortlist(corpus, rows, worth)
    chosen = _three(corpus, listed, [], twice=False)
    return tuple(sorted(_three(corpus, listed, chosen, twice=True), key=list(listed).index))


def _shortlist(corpus: Corpus, rows: Rows, worth: NDArray[np.float64]) -> dict[int, float]:
    """The worthiest rows with their worth, the best first; who speaks often takes no place from others."""
    listed: dict[int, float] = {}
    heard: Counter[str] = Counter()
    for at in np.argsort(-worth, kind="stable"):
        row = int(rows[at])
        speakers = corpus.items[row].people
        if max((heard[one] for one in speakers), default=0) < QUOTES:
            listed[row] = float(worth[at])
            heard.update(speakers)
        if len(listed) == SHORTLIST:
            break
    return listed


def _three(corpus: Corpus, listed: Mapping[int, float], chosen: list[int], *, twice: bool) -> list[int]:
    """The rows chosen and others of other people, up to QUOTES, each like those before it.

    `listed` are rows with their worth, the best first; `twice`: the same words may come again.
    """
    found = list(chosen)
    options = list(listed)
    for row in found:
        options = _others(corpus, options, row, twice=twice)
    while len(found) < QUOTES and options:
        middle = corpus.vectors[found].sum(axis=0) / max(1, len(found))
        likeness = ALONE + np.maximum(0.0, corpus.vectors[options] @ middle)
        best = options[int(np.argmax(np.round([listed[row] for row in options] * likeness, 5)))]
        found.append(best)
        options = _others(corpus, options, best, twice=twice)
    return found


def _others(corpus: Corpus, rows: Sequence[int], than: int, *, twice: bool) -> list[int]:
    """The rows of other people and, unless `twice`, other words than a row's."""
    spoken, text = corpus.items[than].people, corpus.items[than].clause.text
    others = [row for row in rows if not corpus.items[row].people & spoken]
    if twice:
        return others
    return [row for row in others if not same_wording(corpus.items[row].clause.text, text)]


def _telling(corpus: Corpus, rows: Rows) -> tuple[float, frozenset[str]]:
    axes = AXES[corpus.kind]
    counts = Counter(key for row in rows.tolist() for key in corpus.items[row].keys)
    told = sorted(key for key, count in counts.items() if count >= SHARED * len(rows) and _axis(key) in axes)
    best: dict[str, float] = {}
    for key in told:
        best[_axis(key)] = max(best.get(_axis(key), 0.0), axes[_axis(key)] * _rare(corpus, key))
    value = sum(best[axis] for axis in sorted(best)) + WORD * _shared_word(corpus, rows)
    only_of_what = bool(best) and not best.keys() & _WHAT[corpus.kind]
    return value * (BY_OBJECT_ALONE if only_of_what else 1.0), frozenset(told)


def _axis(key: str) -> str:
    return key.partition(":")[0]


def _rare(corpus: Corpus, key: str) -> float:
    """What a concept is worth in [0, 1]: the rarer the more; a failure or wish is worth much by itself."""
    rare = min(RARE, -log(corpus.shares[key])) / RARE
    if corpus.kind != "scenario":
        rare = 0.7 + 0.3 * rare
    return rare * VAGUE if is_vague(key) else rare


def _shared_word(corpus: Corpus, rows: Rows) -> float:
    """Share x rarity of the word that unites the rows best; 0 where none stands in three of them."""
    counts = Counter(word for row in rows.tolist() for word in corpus.detail.words[row] if ":" not in word)
    least = max(3, SHARED_WORD * len(rows))
    uniting = ((count / len(rows), word) for word, count in counts.items() if count >= least)
    return max((share * min(RARE, corpus.detail.rarity(word)) for share, word in uniting), default=0.0)


def _alike(vectors: NDArray[np.float32]) -> float:
    """Mean cosine of all pairs of different rows: (n |mean|^2 - 1) / (n - 1)."""
    count = len(vectors)
    if count < 2:
        return 0.0
    mean = vectors.mean(axis=0)
    return round(float((mean @ mean * count - 1) / (count - 1)), 4)


def _pairwise(vectors: NDArray[np.float32], rows: Sequence[int]) -> float:
    pairs = [float(vectors[a] @ vectors[b]) for a, b in combinations(rows, 2)]
    return round(float(np.mean(pairs)), 4) if pairs else 0.0
