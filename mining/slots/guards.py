"""Neighbours that annul a hit: a gift card is no gift, a friend who recommends a shop is no guest of it.

The table is data (lexicon/guards.toml): per language and concept what stands in front of the term or
behind it, in the shadow's spelling.
"""

import re
from dataclasses import dataclass
from functools import cache

from mining.slots.lexicon import read_table

_BEFORE = {"zh": 10, "en": 32}  # characters looked at in front of a term
_AFTER = {"zh": 8, "en": 24}
_NEVER = re.compile("(?!)")


@dataclass(frozen=True, slots=True)
class Guard:
    """A hit is annulled when `before` ends in front of it or `after` begins behind it."""

    before: re.Pattern[str]
    after: re.Pattern[str]


def annulled(concept: str, text: str, start: int, end: int, language: str) -> bool:
    """Whether the words around `text[start:end]` take from it the meaning `concept`; "zh" or "en"."""
    guard = _guard(concept, language)
    if guard is None:
        return False
    before = text[max(0, start - _BEFORE[language]) : start]
    return (
        guard.before.search(before) is not None
        or guard.after.match(text[end : end + _AFTER[language]]) is not None
    )


@cache
def _guard(concept: str, language: str) -> Guard | None:
    """Compiled when first asked for: a short text needs few of them."""
    entry = read_table("guards")[language].get(concept)
    return Guard(_pattern(entry, "before"), _pattern(entry, "after")) if entry else None


def _pattern(entry: dict[str, str], name: str) -> re.Pattern[str]:
    return re.compile(entry[name]) if name in entry else _NEVER
