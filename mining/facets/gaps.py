"""Cues with a gap ("送餐…慢/晚"): one word, then soon another, with no mark and no negation between.

At most 5 characters lie between Chinese pieces and 3 words between English ones. `word*` matches the
longer forms. A cue that stands right after a negation is no match.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from mining.normalise import HAN_PATTERN

GAP = "…"
_MARKS = r"，。！？；：、,.!?;:\n"
_HAN_GAP = rf"[^{_MARKS}不没]{{0,5}}?"
_WORD_GAP = r"(?:\s+(?!(?:not|no|never|without)\b)(?!\w+n't\b)[\w'$-]+){0,3}?\s+"
# pieces that mean something else beside certain characters: "不错", "没问题", "差不多", "大小"
_BARE = {
    "不": "不"
    r"(?!错|是|少|仅|但|知|同|过|愧|用说|管|赖|贵|到|会|要|大好|为|时|断|论|得不|太好意思|必|懂|想|了解)",
    "没": r"没(?!的说|得说|话说|问题|有问题|什么问题|想到|事|说的|多久|几)",
    "没有": r"没有(?!问题|什么问题|想到|任何问题|不|以前|之前|色差|异味)",
    "卫生": r"卫生(?!间|巾|纸)",
    "不多": r"(?<!差)不多",
    "小": r"(?<!大)小(?!时|姐|伙|心)",
    "少": r"(?<!不)(?<!多)(?<!至)少",
}
_NEGATED = re.compile(
    r"(?:不|没有|没|不会|并不|不太|不算)$|(?:\b(?:not|no|never|without)|n't)(?:\s+[\w']+)?\s+$"
)


class GapCues:
    """The gap cues of many concepts, by key.

    Patterns are tried only in texts that hold a word with which one of their cues begins.
    """

    def __init__(self, cues: Mapping[str, Sequence[str]]) -> None:
        import ahocorasick

        self._patterns = {key: _pattern(own) for key, own in cues.items() if own}
        beginnings: dict[str, set[str]] = {}
        for key in self._patterns:
            for cue in cues[key]:
                for word in cue.split(GAP)[0].split("/"):
                    beginnings.setdefault(word.rstrip("*"), set()).add(key)
        self._machine: Any = ahocorasick.Automaton()
        for word, keys in beginnings.items():
            self._machine.add_word(word, keys)
        if beginnings:
            self._machine.make_automaton()

    def find(self, text: str) -> Iterator[tuple[str, int, int, bool]]:
        """(key, start, end, negated) of every match in a folded text, key by key."""
        if not self._patterns:
            return
        for key in sorted(set().union(*(keys for _, keys in self._machine.iter(text)))):
            for match in self._patterns[key].finditer(text):
                yield key, match.start(), match.end(), bool(_NEGATED.search(text[: match.start()]))


def _pattern(cues: Sequence[str]) -> re.Pattern[str]:
    return re.compile("|".join(map(_one, cues)))


def _one(cue: str) -> str:
    gap = _HAN_GAP if HAN_PATTERN.search(cue) else _WORD_GAP
    return gap.join("(?:" + "|".join(map(_word, piece.split("/"))) + ")" for piece in cue.split(GAP))


def _word(word: str) -> str:
    if word in _BARE:
        return _BARE[word]
    if HAN_PATTERN.search(word):
        return re.escape(word)
    stem = re.escape(word.rstrip("*"))
    return rf"(?<![a-z0-9]){stem}" + (r"[\w']*" if word.endswith("*") else r"(?![a-z0-9])")
