"""Slots that no word list can hold: clauses of time, purposes, clock times, phrases after a trigger.

The patterns are data (lexicon/patterns.toml). One gives a span; its concept is that of a lexicon hit
inside it, or the pattern's own, or "".
"""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from mining.slots.lexicon import read_table

_PLACE_WEIGHT = 0.55
_PART = re.compile(r"<([A-Z_]+)>")


@dataclass(frozen=True, slots=True)
class Pattern:
    """A regular expression whose group `x` fills a slot.

    The greater weight is the better guess; `name` stays the same when the pattern moves in its file.
    """

    slot: str
    expression: re.Pattern[str]
    weight: float
    name: str
    concept: str = ""
    cue: str = ""


def pattern_hits(text: str, original: str, language: str) -> Iterator[tuple[Pattern, int, int]]:
    """Every filler that a pattern finds in the shadow `text`; `original` has its capitals."""
    for pattern in _patterns("zh" if language == "zh" else "en"):
        if pattern.cue and pattern.cue not in text:
            continue
        for match in pattern.expression.finditer(text):
            yield pattern, *match.span("x")
    if language != "zh" and len(original) == len(text):
        yield from _named_places(original)


def _named_places(original: str) -> Iterator[tuple[Pattern, int, int]]:
    """Places by their capitals ("in Lisbon"), which the shadow has lost."""
    place = _named_place()
    for match in place.expression.finditer(original):
        if not _not_places().intersection(match.group("x").replace(",", "").split()):
            yield place, *match.span("x")


@cache
def _patterns(language: str) -> tuple[Pattern, ...]:
    return tuple(
        Pattern(
            entry["slot"],
            re.compile(_filled(entry["find"], read_table("patterns")["parts"])),
            entry["weight"],
            hashlib.sha256(entry["find"].encode()).hexdigest()[:6],
            entry.get("concept", ""),
            entry.get("cue", ""),
        )
        for entry in read_table("patterns")[language]
    )


@cache
def _named_place() -> Pattern:
    expression = read_table("patterns")["parts"]["NAMED_PLACE"]
    return Pattern("where", re.compile(expression), _PLACE_WEIGHT, "place")


@cache
def _not_places() -> frozenset[str]:
    return frozenset(read_table("patterns")["not_places"])


def _filled(expression: str, parts: dict[str, str]) -> str:
    while match := _PART.search(expression):
        expression = expression[: match.start()] + parts[match.group(1)] + expression[match.end() :]
    return expression
