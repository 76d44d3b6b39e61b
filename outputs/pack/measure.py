"""How much room text takes, by eye: enough to choose a size of type before anything is drawn."""

import unicodedata
from collections.abc import Sequence
from math import ceil

POINT = 2.54 / 72  # cm
WIDE, NARROW, CAPITAL = 1.0, 0.53, 0.68  # ems
LINE = 1.28  # line height over type size
GAP = 0.35  # ems between paragraphs
SAFETY = 1.08  # words do not break where one would like


def ems(text: str) -> float:
    """Width of a text in ems: East-Asian characters count one, others about half."""
    return sum(_em(sign) for sign in text)


def _em(sign: str) -> float:
    if unicodedata.east_asian_width(sign) in "WFA":
        return WIDE
    return CAPITAL if sign.isupper() or sign in "mwMW@%—" else NARROW


def lines_of(text: str, width: float, size: float) -> int:
    """Lines that a text takes at a width in cm and a size in points."""
    room = width / (size * POINT)
    return max(1, ceil(ems(text) * SAFETY / max(room, 1.0)))


def size_for(lines: Sequence[str], width: float, height: float, *, most: float, least: float = 7.0) -> float:
    """The largest size in half points, `most` down to `least`, at which the paragraphs fit the box in cm."""
    size = most
    while size > least:
        high = sum(lines_of(line, width, size) for line in lines) * LINE + (len(lines) - 1) * GAP
        needed = high * size * POINT
        if needed <= height:
            return size
        size -= 0.5
    return least
