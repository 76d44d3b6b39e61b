"""Finding cues in text: Aho-Corasick over the shadow of a text, the longest cue wins.

A cue written in Latin letters matches whole words; `order*` also matches the longer forms.
A cue in Chinese matches anywhere. A cue is negated when a negation stands just before it.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from mining.normalise import Shadow, shadow
from mining.taxonomy_model import Negation

_WORD = re.compile(r"[0-9a-zà-öø-ÿ]")
_REACH = 32  # characters before a cue in which a negation is looked for


@dataclass(frozen=True, slots=True)
class CueSet:
    """The cues of one key, and the phrases that forbid the key in a text."""

    key: str
    cues: tuple[str, ...]
    not_if: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Hit:
    """A cue found: for which key, as it stands in the shadow, where, and whether it is negated."""

    key: str
    cue: str
    start: int
    end: int
    negated: bool


def fold(text: str) -> Shadow:
    """The shadow of a text with straight apostrophes (one character for one, so offsets hold)."""
    found = shadow(text)
    if "’" not in found.text:
        return found
    return Shadow(found.text.replace("’", "'"), found.offsets)


class CueIndex:
    """All cues of one axis, ready for matching. Order of the sets changes nothing."""

    def __init__(self, sets: Iterable[CueSet], negation: Negation) -> None:
        import ahocorasick

        closed: dict[str, set[str]] = {}
        opened: dict[str, set[str]] = {}  # those whose cue also matches longer words
        self._blockers: dict[str, tuple[str, ...]] = {}
        for one in sets:
            self._blockers[one.key] = tuple(_folded(text) for text in one.not_if)
            for cue in one.cues:
                text = _folded(cue)
                (opened if text.endswith("*") else closed).setdefault(text.rstrip("*"), set()).add(one.key)
        self._machine: Any = ahocorasick.Automaton()
        for text in closed.keys() | opened.keys():
            longer = opened.get(text, set())
            owners = closed.get(text, set()) | longer
            self._machine.add_word(text, (text, tuple(sorted(owners)), tuple(sorted(longer))))
        self._size = len(self._machine)
        if self._size:
            self._machine.make_automaton()
        self._negated = _negation_pattern(negation)

    def find(self, text: str) -> list[Hit]:
        """Hits in a folded text, by position; cues do not overlap, the longest was taken first."""
        return find_all([self], text)

    def candidates(self, text: str) -> list[tuple[int, int, tuple[str, ...]]]:
        """(start, end, keys) of every cue in a folded text, overlapping or not."""
        found: list[tuple[int, int, tuple[str, ...]]] = []
        if not self._size:
            return found
        for last, (cue, owners, longer) in self._machine.iter(text):
            start, end, keys = last + 1 - len(cue), last + 1, owners
            if _WORD.match(cue[0]) and start and _WORD.match(text[start - 1]):
                continue
            if _WORD.match(cue[-1]) and end < len(text) and _WORD.match(text[end]):
                if not longer:
                    continue
                keys, end = longer, _word_end(text, end)
            found.append((start, end, keys))
        return found

    def forbids(self, key: str, text: str) -> bool:
        """Whether a phrase of a folded text forbids a key in it."""
        return any(block in text for block in self._blockers.get(key, ()))

    def is_negated(self, text: str, start: int) -> bool:
        """Whether a negation stands just before a place of a folded text."""
        return bool(start) and self._negated(text[max(0, start - _REACH) : start])


def find_all(indices: Sequence[CueIndex], text: str) -> list[Hit]:
    """The same over several indices, as if their cues were those of one; they share one negation."""
    owners: dict[tuple[int, int], set[str]] = {}
    for index in indices:
        for start, end, keys in index.candidates(text):
            owners.setdefault((start, end), set()).update(keys)
    candidates = [(start, end, tuple(sorted(keys))) for (start, end), keys in owners.items()]
    hits: list[Hit] = []
    for start, end, keys in _longest(candidates):
        negated = indices[0].is_negated(text, start)
        hits.extend(Hit(key, text[start:end], start, end, negated) for key in keys)
    blocked = {key for key in {hit.key for hit in hits} if any(one.forbids(key, text) for one in indices)}
    return [hit for hit in hits if hit.key not in blocked]


def _longest(candidates: list[tuple[int, int, tuple[str, ...]]]) -> list[tuple[int, int, tuple[str, ...]]]:
    if len(candidates) <= 1:
        return candidates
    taken: list[tuple[int, int, tuple[str, ...]]] = []
    for start, end, keys in sorted(candidates, key=lambda item: (item[0] - item[1], item[0])):
        if all(end <= other[0] or start >= other[1] for other in taken):
            taken.append((start, end, keys))
    return sorted(taken)


def _word_end(text: str, end: int) -> int:
    while end < len(text) and _WORD.match(text[end]):
        end += 1
    return end


@lru_cache(maxsize=20_000)
def _folded(text: str) -> str:
    return fold(text.strip()).text


def _negation_pattern(words: Negation) -> Callable[[str], bool]:
    chinese = "|".join(map(re.escape, sorted(words.zh, key=len, reverse=True)))
    plain = "|".join(re.escape(word) for word in words.en if word != "n't")
    before = re.compile(rf"(?:{chinese})\w{{0,2}}$|(?:\b(?:{plain})|n't)(?:\s+[\w']+){{0,2}}\s+$")
    harmless = re.compile(
        "|".join(map(re.escape, sorted((*words.not_zh, *words.not_en), key=len, reverse=True)))
    )

    def negated(prefix: str) -> bool:
        return bool(before.search(harmless.sub("＿", prefix)))

    return negated


def evidence(
    hits: Sequence[Hit], negated_weight: float, key_weights: Mapping[str, float]
) -> dict[str, float]:
    """Evidence for each key: its weight for each distinct cue, less where that was found only negated."""
    best: dict[tuple[str, str], float] = {}
    for hit in hits:
        weight = negated_weight if hit.negated else 1.0
        best[hit.key, hit.cue] = max(best.get((hit.key, hit.cue), 0.0), weight)
    totals: dict[str, float] = {}
    for (key, _), weight in sorted(best.items()):
        totals[key] = totals.get(key, 0.0) + weight * key_weights[key]
    return totals
