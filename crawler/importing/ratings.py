"""Ratings as files write them, and the scale that they are on."""

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

_NUMBER = r"(-?[0-9]{1,7}(?:\.[0-9]{1,6})?)"
_OF = re.compile(rf"{_NUMBER}\s*(?:/|out of|von|分之|of)\s*{_NUMBER}", re.IGNORECASE)
_PLAIN = re.compile(
    rf"^\D{{0,12}}?{_NUMBER}\s*(?:stars?|points?|星级?|颗星|顆星|分|★|⭐)?\s*$", re.IGNORECASE
)
_PERCENT = re.compile(rf"^{_NUMBER}\s*%$")
_WORDS = {"一星": 1, "二星": 2, "两星": 2, "兩星": 2, "三星": 3, "四星": 4, "五星": 5,
          "很差": 1, "较差": 2, "較差": 2,
          "还行": 3, "還行": 3, "推荐": 4, "推薦": 4, "力荐": 5, "力薦": 5}  # fmt: skip
_COUNT = re.compile(r"^([0-9]{1,12}(?:\.[0-9]+)?)\s*(万|萬|千|k|m|w)?\+?$", re.IGNORECASE)
STRAY_SHARE = 0.02  # of the ratings seen
_TIMES = {"万": 10_000, "萬": 10_000, "w": 10_000, "千": 1_000, "k": 1_000, "m": 1_000_000}


@dataclass(frozen=True, slots=True)
class Scale:
    """Lowest and highest rating possible, and where that is known from."""

    low: float
    high: float
    reason: str

    def __str__(self) -> str:
        return f"{self.low:g}–{self.high:g} ({self.reason})"


def parse_rating(value: Any) -> tuple[float, float | None] | None:
    """The rating, and the highest one possible where the cell states it ("4 out of 5"); or None."""
    if value is None or isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        return (float(value), None) if math.isfinite(value) else None
    text = str(value).strip()[:60]
    stars = sum(text.count(c) for c in "★⭐")
    if stars and not re.search(r"[0-9]", text):
        return float(stars), float(stars + text.count("☆")) if "☆" in text else 5.0
    if text in _WORDS:
        return float(_WORDS[text]), 5.0
    for pattern, high in ((_OF, 0.0), (_PERCENT, 100.0), (_PLAIN, None)):
        match = pattern.search(text)
        if match:
            return float(match[1]), float(match[2]) if high == 0.0 else high
    return None


def guess_scale(values: Iterable[Any]) -> Scale | None:
    """The scale that a column is on: as its cells state it, else the smallest usual one that holds them.

    Usual scales: 0–1, 1–5 (0–5 where a rating below 1 occurs), 1–10 (0–10), 0–100. Up to one rating in fifty
    may be a slip of the pen: it does not widen the scale, and is left out.
    """
    found = [parsed for parsed in map(parse_rating, values) if parsed]
    if not found:
        return None
    stated = {high for _, high in found}
    numbers = [number for number, _ in found]
    low, high = min(numbers), max(numbers)
    if len(stated) == 1 and None not in stated and high <= max(h for h in stated if h is not None):
        top = stated.pop() or 5.0
        return Scale(0.0 if low < 1 or top > 10 else 1.0, top, "stated in the column")
    if set(numbers) <= {0.0, 1.0} and 0.0 in numbers:
        return Scale(0.0, 1.0, _evidence(numbers, numbers))
    for top in (5.0, 10.0, 100.0):
        inside = [number for number in numbers if 0 <= number <= top]
        if len(numbers) - len(inside) <= STRAY_SHARE * len(numbers):
            bottom = 0.0 if min(inside) < 1 or top == 100.0 else 1.0
            return Scale(bottom, top, _evidence(numbers, inside))
    return None


def _evidence(numbers: list[float], inside: list[float]) -> str:
    """What a guess rests on, in words."""
    reason = f"guessed: {len(inside):,} ratings seen, from {min(inside):g} to {max(inside):g}"
    strays = sorted({number for number in numbers if not min(inside) <= number <= max(inside)})
    if not strays:
        return reason
    shown = ", ".join(f"{number:g}" for number in strays[:3]) + (" …" if len(strays) > 3 else "")
    return f"{reason}; {len(numbers) - len(inside):,} beyond it are taken for slips ({shown})"


def parse_count(value: Any) -> int | None:
    """A number of likes: 12, "1,234", "1.2万", "3k"; None when it is none."""
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, int | float):
        return int(value) if math.isfinite(value) else None
    match = _COUNT.match(str(value).strip().replace(",", "")[:30])
    return int(float(match[1]) * _TIMES.get((match[2] or "").lower(), 1) + 0.5) if match else None
