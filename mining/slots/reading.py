"""A text as the span model reads it: words, hashed features of each, and what the rules would choose.

Words are Latin ones and single other characters of the shadow. A feature is a bucket of a hash, so that
no word of a text is inside the weights. Features of a word are itself and what it begins, its kind, and
the lexicon's concepts over it; those of a candidate are what found it.
"""

import re
import zlib
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice

from mining.normalise import Shadow
from mining.records import SLOT_NAMES
from mining.slots.candidates import LEXICON, Candidate, favourites
from mining.slots.concepts import kin
from mining.slots.matching import ConceptHit

BITS = 14  # of a bucket's number
MOST_WORDS = 400  # of a text; what stands behind them is not read
LONGEST = {"zh": 16, "en": 14}  # words of a span
BESIDE = 2  # places in front of the first word and behind the last one
_WORD = re.compile(r"[a-z0-9'ß-ɏ]+|[^\s]")  # Latin letters with their marks, too
_Places = tuple[list[int], list[int]]  # where words start and end
_PLACE = {name: index for index, name in enumerate(SLOT_NAMES)}


@dataclass(frozen=True, slots=True)
class Option:
    """A candidate as a span of words: its slot's number, first and last word, and its features."""

    slot: int
    first: int
    last: int
    buckets: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """Where the words stand in the shadow, their features with BESIDE places at both ends, the options."""

    spans: list[tuple[int, int]]
    buckets: list[list[int]]
    options: list[Option]


def read(plain: Shadow, hits: Sequence[ConceptHit], found: Sequence[Candidate], language: str) -> Reading:
    """The words of a shadow with the lexicon's `hits` and the candidates by rule, `found`."""
    language = "zh" if language == "zh" else "en"
    text = plain.text
    spans = [match.span() for match in islice(_WORD.finditer(text), MOST_WORDS)]
    places = [start for start, _ in spans], [end for _, end in spans]
    buckets = _word_buckets([text[start:end] for start, end in spans], language)
    for hit in hits:
        _add_concept(buckets, hit, places)
    return Reading(
        spans,
        [_FRONT] * BESIDE + buckets + [_BACK] * BESIDE,
        _options(found, places, LONGEST[language]),
    )


@lru_cache(1 << 16)
def bucket(name: str) -> int:
    """The number of a feature's bucket (CRC-32)."""
    return zlib.crc32(name.encode("utf-8", "surrogatepass")) & ((1 << BITS) - 1)


_FRONT = [bucket("^^"), bucket("1")]
_BACK = [bucket("$$"), bucket("1")]


def _covered(places: _Places, start: int, end: int) -> tuple[int, int] | None:
    """First and last word of a span of characters, when it has any."""
    starts, ends = places
    first, last = bisect_right(ends, start), bisect_left(starts, end) - 1
    return (first, last) if first <= last else None


def _add_concept(buckets: list[list[int]], hit: ConceptHit, places: _Places) -> None:
    inside = _covered(places, hit.start, hit.end)
    if inside is None:
        return
    first, last = inside
    for index in range(first, last + 1):
        where = "B" * (index == first) + "E" * (index == last) or "I"
        buckets[index] += _concept_buckets(hit.slot, hit.concept, kin(hit.concept), where)


@lru_cache(1 << 12)
def _concept_buckets(slot: str, concept: str, broader: str, where: str) -> tuple[int, ...]:
    return bucket(f"L{slot}{where}"), bucket(f"K{broader}{where}"), bucket(f"C{concept}")


def _word_buckets(words: Sequence[str], language: str) -> list[list[int]]:
    after = [*words[1:], "$", "$"]
    if language == "zh":
        return [
            [*_alone(word, ""), bucket(f"b{word} {one}"), bucket(f"T{word}{one}{two}")]
            for word, one, two in zip(words, after, after[1:], strict=False)
        ]
    return [
        [*_alone(word, "sp"), bucket(f"b{word} {one}")] for word, one in zip(words, after, strict=False)
    ]


@lru_cache(1 << 14)
def _alone(word: str, parts: str) -> tuple[int, ...]:
    """What a word says by itself; `parts`: "s" for its end, "p" for its beginning, too."""
    more = {"s": word[-3:], "p": word[:4]}
    names = "1", "u" + word, "t" + _kind(word), *(name + more[name] for name in parts)
    return tuple(map(bucket, names))


def _kind(word: str) -> str:
    if word.isdigit():
        return "0"
    if not word[0].isalnum():
        return "."
    if any(map(str.isdigit, word)):
        return "8"
    return "a" if word[0].isascii() else "h"


def _options(found: Sequence[Candidate], places: _Places, longest: int) -> list[Option]:
    liked = set(map(id, favourites(found).values()))
    options = []
    for one in found:
        inside = _covered(places, one.start, one.end)
        if inside is None or inside[1] - inside[0] >= longest:
            continue
        first, last = inside
        edges = f"n{first == 0}{last == len(places[0]) - 1}"
        buckets = _option_buckets(
            one.slot, one.source, one.cued, one.concept, kin(one.concept), id(one) in liked, edges
        )
        options.append(Option(_PLACE[one.slot], first, last, buckets))
    return options


@lru_cache(1 << 12)
def _option_buckets(
    slot: str, source: str, cued: bool, concept: str, broader: str, liked: bool, edges: str
) -> tuple[int, ...]:
    known = f"u{source == LEXICON}{cued}"
    names = "cand", "fav" if liked else "nofav", f"s{source}", known, f"c{concept}", f"k{broader}", edges
    return tuple(bucket(f"{slot}|{name}") for name in names)
