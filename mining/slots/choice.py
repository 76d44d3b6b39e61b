"""Which spans fill the slots: of each slot the one that most likely shares half of itself with the truth.

The likeliest span is not the best choice where several of nearly the same words share the likelihood:
the choice is by the least expected error (minimum Bayes risk, Kumar and Byrne 2004), where spans count as
the same that share at least half of the longer one's characters. That alone would end a span anywhere, so
that its own likelihood and the rules say a little, too.
"""

from collections.abc import Iterator, Sequence

import numpy as np

from mining.normalise import Shadow
from mining.records import SLOT_NAMES
from mining.slots.candidates import Candidate, favourites
from mining.slots.matching import ConceptHit
from mining.slots.model import Spans, load, probabilities
from mining.slots.reading import Reading, read

LEAST = 0.005  # likelihood of a span that is looked at
BY_RULE = 0.03  # what it counts that a span has the ends that the rules give it
ITSELF = 0.1  # what a span's own likelihood counts beside it: of spans that agree the likelier ends
LEARNT = "learnt"
_FEW = 5  # spans that are compared sooner without arrays


def chosen(
    plain: Shadow, hits: Sequence[ConceptHit], found: Sequence[Candidate], language: str
) -> dict[str, Candidate]:
    """What fills the slots of a shadow, at most one a slot; `found` are the rules' guesses."""
    reading = read(plain, hits, found, language)
    if not reading.spans:
        return {}
    table = load("zh" if language == "zh" else "en")
    liked = favourites(found)
    return {
        slot: named(slot, start, end, hits, found, liked.get(slot))
        for slot, start, end, _ in best_spans(reading, probabilities(table, reading), table.thresholds)
    }


def best_spans(
    reading: Reading, spans: Spans, thresholds: Sequence[float]
) -> Iterator[tuple[str, int, int, float]]:
    """Of each slot the best span of the shadow, and how likely it shares half with what fills the slot.

    Only of slots where that is at least the threshold.
    """
    favours = _favours(reading, spans)
    places, slots = (spans.some >= LEAST).nonzero()
    for place, slot in zip(places.tolist(), slots.tolist(), strict=True):
        favours[slot].setdefault(place, 0.0)
    filled = (1.0 - spans.none).tolist()
    for index, slot_name in enumerate(SLOT_NAMES):
        favour = favours[index]
        if filled[index] < thresholds[index] or not favour:
            continue
        rows = sorted(favour)
        likely = spans.some[rows, index].tolist()
        start = [reading.spans[first][0] for first in spans.first[rows].tolist()]
        end = [reading.spans[last][1] for last in spans.last[rows].tolist()]
        agreed = _agreed(start, end, likely)
        worth = [
            together + ITSELF * own + favour[row]
            for together, own, row in zip(agreed, likely, rows, strict=True)
        ]
        best = worth.index(max(worth))
        if agreed[best] >= thresholds[index]:
            yield slot_name, start[best], end[best], agreed[best]


def _favours(reading: Reading, spans: Spans) -> list[dict[int, float]]:
    """Of each slot the spans that the rules give it, and what that counts."""
    favours: list[dict[int, float]] = [{} for _ in SLOT_NAMES]
    begins = spans.begins
    for one in reading.options:
        favours[one.slot][int(begins[one.first]) + one.last - one.first] = BY_RULE
    return favours


def _agreed(starts: Sequence[int], ends: Sequence[int], likely: Sequence[float]) -> list[float]:
    """Of each span how likely those are together that share half of the longer one with it."""
    if len(starts) > _FEW:
        start, end = np.array(starts), np.array(ends)
        size = end - start
        shared = np.minimum(end[:, None], end) - np.maximum(start[:, None], start)
        found: list[float] = ((2 * shared >= np.maximum(size[:, None], size)) @ np.array(likely)).tolist()
        return found
    spans = list(zip(starts, ends, likely, strict=True))
    return [
        sum(
            [
                value
                for start, end, value in spans
                if 2 * (min(end, last) - max(start, first)) >= max(end - start, last - first)
            ]
        )
        for first, last, _ in spans
    ]


def named(
    slot: str,
    start: int,
    end: int,
    hits: Sequence[ConceptHit],
    found: Sequence[Candidate],
    liked: Candidate | None,
) -> Candidate:
    """The span with its concept: that of a candidate by rule with half of its characters, or a hit in it.

    A hit of the slot itself goes before others; "" where there is none: words that no concept is known for.
    """
    alike = [one for one in found if one.slot == slot and _half(one, start, end)]
    if alike:
        best = liked if liked in alike else max(alike, key=lambda one: (one.weight, -one.start, one.end))
        concept = best.concept if best else ""
    else:
        inside = sorted(
            (hit.slot != slot, hit.start, hit.concept)
            for hit in hits
            if start <= hit.start and hit.end <= end
        )
        concept = inside[0][2] if inside else ""
    return Candidate(slot, concept, start, end, LEARNT, False, 0.0)


def _half(one: Candidate, start: int, end: int) -> bool:
    shared = min(one.end, end) - max(one.start, start)
    return 2 * shared >= max(one.end - one.start, end - start)
