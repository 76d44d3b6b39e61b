"""Verbatim phrases and quotes: what stands in for a group in print, always somebody's own words."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from mining.discover.groups import Group, is_list
from mining.discover.items import Item
from mining.discover.keys import keys_of
from mining.facets.content import has_wish_cue, same_wording, says_something
from mining.normalise import HAN_PATTERN
from mining.records import FindingKind

_BREAK_ZH = re.compile(r"[，,。！!？?；;：:、~～…\s（）()“”\"【】]+")
_BREAK_EN = re.compile(r"[.!?;:()\n]+|,\s+|\s+[-–—]+\s+|\s+(?=(?:but|because|so|which|although|though)\s)")
_EDGES = " \t\r\n\u00a0\u3000'\"*-.,，。"
_FRAGMENT = re.compile(r"(?:but|and|which|because|so|when|if|although|though|or|that|than)\b", re.IGNORECASE)
QUOTES = 3
PHRASE_ROWS = 10
UNNAMED = 0.5  # what a phrase is worth that names none of the group's concepts
KEY_WORTH = 0.5  # a concept of the group in a phrase, in units of c-TF-IDF weight


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words of one clause: `text` stands in the clause's text as it is."""

    text: str
    row: int


def chunks(text: str, language: str) -> list[str]:
    """The whole text where it is short, and the stretches between marks that can stand alone, as written."""
    pattern = _BREAK_ZH if language == "zh" else _BREAK_EN
    found = [part.strip(" '\"*-.,，。\t\r\n") for part in (text, *pattern.split(text))]
    return [part for part in dict.fromkeys(found) if _fits(part) and not _FRAGMENT.match(part)]


def _fits(part: str) -> bool:
    han = len(HAN_PATTERN.findall(part))
    if han:
        return 4 <= len(part) <= 24
    return 3 <= len(part.split()) <= 16 and len(part) <= 90


def pick_phrases(
    kind: FindingKind,
    group: Group,
    items: Sequence[Item],
    weights: Mapping[str, float],
    rows: Sequence[int],
    count: int = 3,
) -> list[Phrase]:
    """Up to `count` phrases of different people out of the clauses that are quoted first.

    `rows` are the group's rows in the order of quoting; the phrases come from the first of them, so
    that title and quotes speak of the same. `weights` are the group's c-TF-IDF terms. A phrase
    scores by the terms in it (damped by length), by the group's own concepts that it names, and by
    its clause's place; equals go to the earlier one.
    """
    wanted = frozenset(key for signature, _ in group.signatures for key in signature)
    scored: list[tuple[float, int, str]] = []
    for place, row in enumerate(rows[:PHRASE_ROWS]):
        item = items[row]
        for text in chunks(item.clause.text, item.clause.language):
            named = len(wanted & keys_of(kind, text, item.clause.language))
            value = _phrase_value(kind, text, weights, named) * (1.0 if place < QUOTES else 0.6)
            value *= 1.0 if named or not wanted else UNNAMED
            scored.append((-round(value, 6), place, text))
    chosen: list[Phrase] = []
    people: set[str] = set()
    for _, place, text in sorted(scored):
        row = rows[place]
        again = any(same_wording(text, other.text) for other in chosen)
        if not again and not items[row].people & people and len(chosen) < count:
            chosen.append(Phrase(text, row))
            people |= items[row].people
    return chosen


def _phrase_value(kind: FindingKind, text: str, weights: Mapping[str, float], named: int) -> float:
    lowered = text.lower()
    hits = sum(weight for term, weight in weights.items() if term in lowered)
    length = len(HAN_PATTERN.findall(text)) / 2 or len(text.split())
    value: float = hits / max(2.0, length) ** 0.5 + KEY_WORTH * min(2, named)
    if kind == "need":
        value *= 2.0 if has_wish_cue(text) else 0.5
    return value if says_something(text) else value * 0.3


def ordered_rows(
    kind: FindingKind,
    group: Group,
    items: Sequence[Item],
    first: Sequence[int],
    told: frozenset[str] = frozenset(),
) -> list[int]:
    """All rows of a group: `first`, those that are quoted, then the others, the most telling before the rest.

    `told` are the keys that the title names.
    """
    others = set(group.membership.strength) - set(first)
    quality = {row: _quality(kind, group, items, row, told) for row in others}
    return [*first, *sorted(others, key=lambda row: (-quality[row], row))]


def _quality(kind: FindingKind, group: Group, items: Sequence[Item], row: int, told: frozenset[str]) -> float:
    item = items[row]
    names = len(told & item.keys) / len(told) if told else 0.0
    length = len(item.clause.text)
    low, high = (8, 60) if item.clause.language == "zh" else (30, 220)
    fits = 1.0 if low <= length <= high else 0.6 if length < low else 0.7
    if kind == "scenario" and is_list(item):
        fits *= 0.6
    wishes = kind == "need" and has_wish_cue(item.clause.text)
    worth = group.membership.strength[row] + 0.4 * item.score + 0.9 * names + 0.3 * wishes
    return round(worth * fits, 6)
