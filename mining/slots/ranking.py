"""Which candidate fills a slot of an English text: a linear score, or none is sure enough.

The weights are learnt (mining.slots.train) and come with the package: one number for each feature, added
up, and one more for the best guess by rule; the best candidate fills its slot when its sum reaches the
threshold. They are whole hundredths, so that no order of adding changes a sum. Features are words beside
and in the span, its concept, the pattern that found it, its length and what else was found there.

For Chinese a ranking learnt in this way chose no better than the rules do (overlap F1 .644 against .639,
cross-validated), so that there the best guess by rule stands.
"""

import json
import re
from collections import Counter
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import Any

from mining.slots.candidates import LEXICON, Candidate, favourites
from mining.slots.concepts import kin

WEIGHTS = "weights.json"
_WORD = re.compile(r"[a-z0-9']+|[^\sa-z0-9]")
_LONGEST = 9  # words told apart in a span's length


def chosen(text: str, found: Sequence[Candidate]) -> dict[str, Candidate]:
    """The candidates that fill their slots in an English shadow, at most one a slot."""
    table = _table()
    weights, threshold = table["features"], table["threshold"]
    liked = set(map(id, favourites(found).values()))
    best: dict[str, tuple[int, Candidate]] = {}
    for one, names in zip(found, features(text, found), strict=True):
        score = sum(weights.get(name, 0) for name in names) + table["favourite"] * (id(one) in liked)
        if score >= threshold and (one.slot not in best or score > best[one.slot][0]):
            best[one.slot] = score, one
    return {slot: one for slot, (_, one) in best.items()}


def features(text: str, found: Sequence[Candidate]) -> list[list[str]]:
    """Names of the features of each candidate in an English shadow, none twice."""
    known = [one for one in found if one.source == LEXICON]
    firm = [one for one in found if not one.loose]
    many = Counter(one.slot for one in firm)
    rows = []
    for one in found:
        slot = one.slot + ":"
        names = [
            "", f"s{one.source}", f"c{one.concept}", f"k{kin(one.concept)}",
            f"u{one.source == LEXICON}{one.cued}", f"o{min(4, many[one.slot])}{one.loose}",
            f"r{_has_rival(one, firm)}", f"b{one.start == 0}{one.end >= len(text) - 1}",
            *_around(text, one.start, one.end), *_company(one, known),
        ]  # fmt: skip
        rows.append([slot + name for name in names])
    return rows


def _has_rival(one: Candidate, firm: Sequence[Candidate]) -> bool:
    return any(
        other.slot == one.slot and other is not one and other.start < one.end and one.start < other.end
        for other in firm
    )


def _company(one: Candidate, known: Sequence[Candidate]) -> set[str]:
    """What the lexicon finds in the span, around it, or across its border."""
    names, inside = set(), set()
    for other in known:
        if other is one or other.start >= one.end or one.start >= other.end:
            continue
        if one.start <= other.start and other.end <= one.end:
            inside.add(other.slot)
        elif other.slot == one.slot:
            within = other.start <= one.start and one.end <= other.end
            names.add("within" if within else "crossing")
    names.update(f"i{slot}" for slot in inside)
    names.add("i" + "".join(sorted(slot[:2] for slot in inside)))
    return names


def _around(text: str, start: int, end: int) -> list[str]:
    before = _WORD.findall(text[max(0, start - 24) : start])[-2:] or ["^"]
    after = _WORD.findall(text[end : end + 20])[:2] or ["$"]
    words = _WORD.findall(text[start:end]) or [""]
    return [
        f"p{before[-1]}", f"q{' '.join(before)}", f"n{after[0]}", f"m{' '.join(after)}",
        f"f{words[0]}", f"F{' '.join(words[:2])}", f"l{words[-1]}", f"E{' '.join(words[-2:])}",
        f"S{words[-1][-4:]}", f"L{min(len(words), _LONGEST)}", *(f"t{word}" for word in dict.fromkeys(words)),
    ]  # fmt: skip


@cache
def _table() -> dict[str, Any]:
    found: dict[str, Any] = json.loads((files(__package__) / WEIGHTS).read_text(encoding="utf-8"))
    return found
