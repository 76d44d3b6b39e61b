"""One filler a slot: the best of lexicon hits and patterns, as verbatim spans with concepts."""

import re
from dataclasses import dataclass

from mining.normalise import Shadow
from mining.records import SLOT_NAMES, Slot
from mining.slots.matching import ConceptHit, concept_hits, shadow_of
from mining.slots.patterns import pattern_hits
from mining.slots.spans import joined, widened

_ZH_WHO_CUE = re.compile(r"(?:给|帮|替|送|为|陪|带|和|跟|与|同|适合|让|请|被|约)(?:了|着|我)?$")
_EN_CUE = {
    "who": re.compile(r"\b(?:for|with|by|bought|gave|give|help|helps|lets?|take|took)\s+$"),
    "goal": re.compile(r"\b(?:as|for|to)\s+$"),
    "activity": re.compile(r"\b(?:to|for|while|when|love|like|enjoy|and|are|was|i)\s+$"),
    "where": re.compile(r"^(?:in|at|on|around|throughout|inside|outside)\b"),
    "when": re.compile(r"^(?:in|at|on|during|every|each|this|last|while|when)\b"),
}


@dataclass(frozen=True, slots=True)
class _Filler:
    slot: str
    concept: str
    start: int
    end: int
    weight: float


def extract(text: str, language: str) -> dict[str, Slot]:
    """Who, when, where, activity and goal of a text, as far as it names them.

    `text[slot.start:slot.end] == slot.text`; `concept` is "" where no lexicon entry matched.
    Languages other than "zh" are read with the English lexicon.
    """
    plain = shadow_of(text, language)
    hits = concept_hits(plain, language)
    fillers = [*_from_lexicon(plain, hits, language), *_from_patterns(plain, text, hits, language)]
    chosen: dict[str, Slot] = {}
    for slot in SLOT_NAMES:
        own = [filler for filler in fillers if filler.slot == slot]
        if own:
            best = max(own, key=lambda f: (f.weight, -f.start, f.end))
            start, end = plain.span(best.start, best.end)
            chosen[slot] = Slot(text[start:end], start, end, best.concept)
    return chosen


def _from_lexicon(plain: Shadow, hits: list[ConceptHit], language: str) -> list[_Filler]:
    fillers = []
    for hit in joined(plain.text, hits, language):
        start, end = widened(plain.text, hit, language)
        weight = 0.7 + _cue_weight(plain.text, hit, start, end, language)
        fillers.append(_Filler(hit.slot, hit.concept, start, end, weight))
    return fillers


def _cue_weight(text: str, hit: ConceptHit, start: int, end: int, language: str) -> float:
    if language == "zh":
        cue = hit.slot == "who" and _ZH_WHO_CUE.search(text[max(0, start - 4) : start]) is not None
        return 0.3 * cue + 0.01 * min(hit.end - hit.start, 10)
    before = text[max(0, start - 16) : start] if hit.slot in ("who", "goal", "activity") else text[start:end]
    return 0.25 * (_EN_CUE[hit.slot].search(before) is not None) + 0.005 * min(hit.end - hit.start, 20)


def _from_patterns(plain: Shadow, text: str, hits: list[ConceptHit], language: str) -> list[_Filler]:
    fillers = []
    for pattern, start, end in pattern_hits(plain.text, text, language):
        inside = [hit for hit in hits if start <= hit.start and hit.end <= end]
        same = [hit.concept for hit in inside if hit.slot == pattern.slot] or [hit.concept for hit in inside]
        concept = same[0] if same else pattern.concept
        fillers.append(_Filler(pattern.slot, concept, start, end, pattern.weight))
    return fillers
