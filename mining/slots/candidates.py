"""Spans that fill a slot by rule: what the lexicon knows, and what a pattern marks.

They are what the span model (mining.slots.model) is told of a text beside its words.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from mining.normalise import Shadow
from mining.slots.matching import ConceptHit
from mining.slots.patterns import Pattern, pattern_hits
from mining.slots.spans import joined, widened

LEXICON = "lexicon"
_ZH_WHO_CUE = re.compile(r"(?:给|帮|替|送|为|陪|带|和|跟|与|同|适合|让|请|被|约)(?:了|着|我)?$")
_EN_CUE = {
    "who": re.compile(r"\b(?:for|with|by|bought|gave|give|help|helps|lets?|take|took)\s+$"),
    "goal": re.compile(r"\b(?:as|for|to)\s+$"),
    "activity": re.compile(r"\b(?:to|for|while|when|love|like|enjoy|and|are|was|i)\s+$"),
    "where": re.compile(r"^(?:in|at|on|around|throughout|inside|outside)\b"),
    "when": re.compile(r"^(?:in|at|on|during|every|each|this|last|while|when)\b"),
}


@dataclass(frozen=True, slots=True)
class Candidate:
    """A span of the shadow that may fill `slot`; `source` is "lexicon" or a pattern's name.

    `cued`: a word that points at a use stands beside it, or the pattern holds a concept of its slot;
    `weight`: how good a guess it is by rule.
    """

    slot: str
    concept: str
    start: int
    end: int
    source: str
    cued: bool
    weight: float


def guesses(plain: Shadow, text: str, hits: list[ConceptHit], language: str) -> list[Candidate]:
    """What the lexicon and the patterns find."""
    return [
        *_from_lexicon(plain.text, hits, language),
        *_from_patterns(pattern_hits(plain.text, text, language), hits),
    ]


def favourites(found: Sequence[Candidate]) -> dict[str, Candidate]:
    """Of each slot the candidate that is the best guess by rule."""
    best: dict[str, Candidate] = {}
    for one in found:
        other = best.get(one.slot)
        if other is None or _order(one) > _order(other):
            best[one.slot] = one
    return best


def _order(one: Candidate) -> tuple[float, int, int]:
    return one.weight, -one.start, one.end


def _from_lexicon(text: str, hits: list[ConceptHit], language: str) -> Iterator[Candidate]:
    for hit in joined(text, hits, language):
        start, end = widened(text, hit, language)
        cued = _is_cued(text, hit, start, end, language)
        weight = _weight(cued, hit, language)
        yield Candidate(hit.slot, hit.concept, start, end, LEXICON, cued, weight)


def _weight(cued: bool, hit: ConceptHit, language: str) -> float:
    if language == "zh":
        return 0.7 + 0.3 * cued + 0.01 * min(hit.end - hit.start, 10)
    return 0.7 + 0.25 * cued + 0.005 * min(hit.end - hit.start, 20)


def _is_cued(text: str, hit: ConceptHit, start: int, end: int, language: str) -> bool:
    if language == "zh":
        return hit.slot == "who" and _ZH_WHO_CUE.search(text[max(0, start - 4) : start]) is not None
    before = text[max(0, start - 16) : start] if hit.slot in ("who", "goal", "activity") else text[start:end]
    return _EN_CUE[hit.slot].search(before) is not None


def _from_patterns(
    found: Iterator[tuple[Pattern, int, int]], hits: list[ConceptHit]
) -> Iterator[Candidate]:
    for pattern, start, end in found:
        inside = [hit for hit in hits if start <= hit.start and hit.end <= end]
        own = [hit.concept for hit in inside if hit.slot == pattern.slot]
        concept = own[0] if own else pattern.concept or (inside[0].concept if inside else "")
        yield Candidate(pattern.slot, concept, start, end, pattern.name, bool(own), pattern.weight)
