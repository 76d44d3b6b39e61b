"""The shelf of innovated scenarios: situations that few tell of, but that are told in so many words.

A situation is unusual when its words are out of the ordinary (see `oddness`) and nothing else in the
study is like it, or when its two most telling concepts are rare. Either way its surprise is
-log2 p(a) - log2 p(b) of the two words or concepts, p = share of people who name them. It is "new to
this study", never "new to the world".
"""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import log2

import numpy as np

from mining.discover.corpus import Corpus
from mining.discover.former import Former
from mining.discover.groups import Group, is_list
from mining.discover.items import Item
from mining.discover.oddness import distance, odd_words
from mining.discover.prototypes import Membership, prototype_of
from mining.discover.signatures import Signature
from mining.normalise import HAN_PATTERN

SHELF = 20  # findings …
PAIRS = 8  # … so many of them by concepts that are rarely together
LOOKED_AT = 300  # clauses with the oddest words whose neighbours are asked for
MARKS = 4  # so many commas make an enumeration
WORD = "word"  # axis of words in signatures; no concept has it
MOST_PEOPLE = 4  # told by more, it is no longer unusual
MIN_SCORE = 0.25  # the clause must likely be a scenario …
MIN_ODD_SCORE = 0.5  # … and surely one where nothing but its words says so
MIN_DETAIL = 4.0  # … that is told in so much detail (see `detail`)
MIN_SITUATIONS = 30  # in fewer situations nothing can be called rare
ENOUGH = 40  # letters of a clause that can stand alone …
ENOUGH_HAN = 10  # … and Chinese characters
_MARKS = re.compile(r"[、，,/]")
_TORN = re.compile(
    r"(?:and|or|but|which|that|to|of|with|than|as|so|because|in|on|at|for|by|\W)\b", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Unusual:
    """A group of few people, and the surprise in bits of the two concepts or words that it holds.

    `oddness`: how odd its words are and how unlike all others it is; 0 where concepts make it unusual.
    """

    group: Group
    surprise: float
    oddness: float = 0.0


def unusual_groups(
    corpus: Corpus, groups: Sequence[Group], former: Sequence[Former] = ()
) -> list[Unusual]:
    """The 20 most unusual situations; none in a study of few situations.

    First come those of odd words, the oddest first, then those of concepts, the most surprising first.

    The corpus is that of scenarios; `groups` are those already found. A list of activities is no
    situation, and what is told without detail is none that anybody could picture. What the last run
    put on the shelf (`former`) stays as well, as somebody may have decided on it, until more people
    tell it.
    """
    items = corpus.items
    if len(items) < MIN_SITUATIONS:
        return []
    words = odd_words(items)
    bits = _surprises(items, words)
    known = {signature for group in groups for signature, _ in group.signatures}
    stayed = {one.signatures[0]: [int(row) for row in one.rows] for one in former}
    settled = {row for rows in stayed.values() for row in rows}
    told = [row for row in range(len(items)) if row not in settled and _is_told(corpus, row)]
    rows_of: dict[Signature, list[int]] = defaultdict(list)
    for row in told:
        pair = _rarest_pair(items[row].keys, bits)
        if pair is not None:
            rows_of[pair].append(row)

    def unusual(pair: Signature, rows: Sequence[int], oddness: float = 0.0) -> list[Unusual]:
        if pair in known or len(_people(rows, items)) > MOST_PEOPLE:
            return []
        surprise = round(sum(bits.get(key, 0.0) for key in pair), 2)
        return [Unusual(_group(corpus, pair, rows), surprise, oddness)]

    odd_before = _oddness(corpus, words, sorted(rows[0] for pair, rows in stayed.items() if of_words(pair)))
    old = [
        one
        for pair, rows in stayed.items()
        for one in unusual(pair, sorted([*rows, *rows_of.pop(pair, [])]), odd_before.get(rows[0], 0.0))
    ]
    sure = [row for row in told if len(words[row]) > 1 and _is_story(items[row])]
    odd = _oddness(corpus, words, sure)
    single = [one for row, value in odd.items() for one in unusual(_named_by(words[row]), [row], value)]
    paired = [one for pair, rows in rows_of.items() for one in unusual(pair, rows)]
    return _shelved(old, single, paired, items)


def of_words(signature: Signature) -> bool:
    """Whether odd words make a situation unusual, and not concepts."""
    return all(key.startswith(f"{WORD}:") for key in signature)


def _is_told(corpus: Corpus, row: int) -> bool:
    item = corpus.items[row]
    return item.score >= MIN_SCORE and corpus.detail.amount[row] >= MIN_DETAIL and not is_list(item)


def _is_story(item: Item) -> bool:
    """Surely a situation, told in a whole clause, and no enumeration of what a thing can do."""
    text = item.clause.text
    whole = not _TORN.match(text) and len(text) >= (ENOUGH_HAN if HAN_PATTERN.search(text) else ENOUGH)
    return item.score >= MIN_ODD_SCORE and whole and len(_MARKS.findall(text)) < MARKS


def _oddness(corpus: Corpus, words: Sequence[Mapping[str, float]], rows: Sequence[int]) -> dict[int, float]:
    """How odd rows are in their words, how unlike all others, and how surely situations: the product.

    Only those with the oddest words are asked for their neighbours.
    """
    odd = {row: (sum(words[row].values()) * corpus.items[row].score) ** 0.5 for row in rows}
    first = sorted(odd, key=lambda row: (-round(odd[row], 6), row))[:LOOKED_AT]
    far = distance(corpus.vectors, first).tolist() if first else []
    return {row: round(odd[row] * one, 6) for row, one in zip(first, far, strict=True)}


def _named_by(words: Mapping[str, float]) -> Signature:
    return tuple(sorted(f"{WORD}:{word}" for word in list(words)[:2]))


def _shelved(
    old: Sequence[Unusual], single: Sequence[Unusual], paired: Sequence[Unusual], items: Sequence[Item]
) -> list[Unusual]:
    """All of the old, and of the new those that are among the first of both, as far as the shelf goes.

    A new one is of people who are not on the shelf yet, so that one long story does not fill it.
    """
    spoken = set(_people([int(row) for one in old for row in one.group.rows], items))
    chosen = list(old)
    for offered, most in ((single, SHELF - PAIRS), (paired, SHELF)):
        for one in sorted(offered, key=_order):
            people = _people([int(row) for row in one.group.rows], items)
            before = sum(_order(other) < _order(one) for other in chosen)
            if before < most and not people & spoken:
                chosen.append(one)
                spoken |= people
    return sorted(chosen, key=_order)


def _order(one: Unusual) -> tuple[float, float, int, Signature]:
    return (-one.oddness, -one.surprise, -len(one.group.rows), one.group.signatures[0][0])


def _surprises(items: Sequence[Item], words: Sequence[Mapping[str, float]]) -> dict[str, float]:
    """Bits of every concept and of every odd word: -log2 of the share of people who name it."""
    by_key: dict[str, set[str]] = defaultdict(set)
    for item, own in zip(items, words, strict=True):
        for key in (*item.keys, *(f"{WORD}:{word}" for word in own)):
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
