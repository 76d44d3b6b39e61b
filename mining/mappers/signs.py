"""What a clause says of one aspect: by the words around its cue, and by the clause as a whole.

The polarity of a label is that of a whole clause, and one clause may praise the food and blame the queue.
So opinion words are looked for in the part of the clause (between commas and turns such as "but") where
the aspect stands. Lists: signs.toml.
"""

import re
import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from mining.mappers.cues import CueIndex, CueSet, Hit
from mining.taxonomy_model import Negation

LOCAL = 0.7  # what the words around the cue count for; the rest goes to the clause as a whole
_SIGNS = {"good": 1.0, "bad": -1.0, "so_so": 0.0}
_TURN = re.compile(
    r"[,，。.;；!！?？~～、\n]+|(?:但是|但|不过|可是|只是|虽然|就是|然而|而且)|\b(?:but|however|although|though|while|and)\b"
)


class SignFinder:
    """Finds what is said of the aspects of a clause; built once, used for all clauses."""

    def __init__(self, negation: Negation) -> None:
        table = _table()
        sets = [CueSet(name, (*table[name]["zh"], *table[name]["en"])) for name in (*_SIGNS, "plain")]
        self._opinions = CueIndex(sets, negation)
        self._sour = CueIndex([CueSet("sour", (*table["sour"]["zh"], *table["sour"]["en"]))], negation)

    def local(self, folded: str, hits: Sequence[Hit]) -> dict[str, float]:
        """Tag -> what the words around its cues say, in [-1, 1]; without opinion words a tag is left out."""
        if not hits:
            return {}
        opinions = [hit for hit in self._opinions.find(folded) if hit.key != "plain"]
        sour = bool(self._sour.find(folded))
        found: dict[str, list[float]] = {}
        for hit in hits:
            start, end = _part(folded, hit)
            for opinion in opinions:
                if start <= opinion.start < end:
                    found.setdefault(hit.key, []).append(_value(opinion, sour))
        return {tag: round(sum(values) / len(values), 4) for tag, values in sorted(found.items())}


def spoken(local: float | None, polarity: float | None) -> float:
    """The sign of a mention in [-1, 1], out of the words around it and the polarity of its clause."""
    whole = polarity or 0.0
    return whole if local is None else LOCAL * local + (1 - LOCAL) * whole


def _value(opinion: Hit, sour: bool) -> float:
    value = _SIGNS[opinion.key]
    if opinion.negated:
        value = -value
    return -abs(value) if sour else value


def _part(folded: str, hit: Hit) -> tuple[int, int]:
    """The part of the clause that holds the hit."""
    start, end = 0, len(folded)
    for turn in _TURN.finditer(folded):
        if turn.end() <= hit.start:
            start = turn.end()
        elif turn.start() >= hit.end:
            end = turn.start()
            break
    return start, end


@cache
def _table() -> Mapping[str, Any]:
    return tomllib.loads(Path(__file__).with_name("signs.toml").read_text(encoding="utf-8"))
