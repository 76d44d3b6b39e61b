"""The shadow of a text: one spelling to match on, while every quote stays as it was written.

The shadow is NFKC (full width to half width, compatibility forms), then OpenCC t2s (Traditional to
Simplified), then lower case. Each of its characters knows which original characters it stands for.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0002ebef"
HAN_PATTERN = re.compile(f"[{HAN}]")
_HALVES = re.compile("([\ud800-\udfff]+)")


@dataclass(frozen=True, slots=True)
class Shadow:
    """`offsets[i]` is the original index of shadow character i; a last one is the original length."""

    text: str
    offsets: Sequence[int]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The original [start, end) that the shadow's [start, end) stands for; never splits a character."""
        if start >= end:
            return self.offsets[start], self.offsets[start]
        last = self.offsets[end - 1]
        while self.offsets[end] == last and end < len(self.text):
            end += 1
        return self.offsets[start], self.offsets[end]


def shadow(text: str) -> Shadow:
    """NFKC, Simplified, lower case, with the way back to the original."""
    if unicodedata.is_normalized("NFKC", text):
        simple = _simplified(text).lower()
        if len(simple) == len(text):
            return Shadow(simple, range(len(text) + 1))
    pieces: list[str] = []
    starts: list[int] = []
    for start, cluster in _clusters(text):
        normal = unicodedata.normalize("NFKC", cluster)
        pieces.append(normal)
        starts.extend([start] * len(normal))
    return _lowered(_simplified("".join(pieces)), starts, len(text))


def simplified(text: str) -> str:
    """Traditional characters as Simplified ones (OpenCC t2s), nothing else changed."""
    return _simplified(text)


def _lowered(text: str, starts: list[int], length: int) -> Shadow:
    offsets: list[int] = []
    pieces: list[str] = []
    for character, start in zip(text, starts, strict=True):
        small = character.lower()
        pieces.append(small)
        offsets.extend([start] * len(small))
    return Shadow("".join(pieces), [*offsets, length])


def _clusters(text: str) -> Iterator[tuple[int, str]]:
    """Each base character with the marks that NFKC may merge into it."""
    start = 0
    for index in range(1, len(text) + 1):
        if index == len(text) or not _joins(text[index]):
            yield start, text[start:index]
            start = index


def _joins(character: str) -> bool:
    # Hangul vowels and finals compose with the syllable before them without being combining marks
    return unicodedata.combining(character) != 0 or "\u1160" <= character <= "\u11ff"


def _simplified(text: str) -> str:
    if not HAN_PATTERN.search(text):
        return text
    if _HALVES.search(text):  # half a surrogate pair has no UTF-8 form, which OpenCC asks for
        return "".join(piece if _HALVES.match(piece) else _simplified(piece) for piece in _HALVES.split(text))
    converted = _converter()(text)
    if len(converted) == len(text):
        return converted
    # a phrase rule that changes the length would break the map: character by character then
    return "".join(one if len(one := _one(character)) == 1 else character for character in text)


@cache
def _one(character: str) -> str:
    return _converter()(character)


@cache
def _converter() -> Callable[[str], str]:
    from opencc import OpenCC

    convert: Callable[[str], str] = OpenCC("t2s").convert
    return convert
