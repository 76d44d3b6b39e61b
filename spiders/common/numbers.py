"""Numbers as people and sites write them, and ratings with their scale."""

import re
from dataclasses import dataclass

_COUNT = re.compile(r"(\d[\d,. ]*)\s*([万萬亿億千kKmM])?\+?")
_FACTORS = {"千": 1e3, "k": 1e3, "万": 1e4, "萬": 1e4, "m": 1e6, "亿": 1e8, "億": 1e8}
_FRACTION = re.compile(
    r"(\d+(?:[.,]\d+)?)\s*(?:/|out of|von|分?，?满分|分?，?滿分)\s*(\d+(?:[.,]\d+)?)\s*分?", re.IGNORECASE
)
_PERCENT = re.compile(r"(\d+(?:[.,]\d+)?)\s*%")


def read_count(value: object) -> int | None:
    """A whole number from 1234, "1,234", "1.2万", "3.4k"; None where there is none."""
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, int | float):
        return int(value) if 0 <= value < 1e15 else None
    found = _COUNT.search(str(value))
    if not found:
        return None
    digits, unit = found.group(1).strip(" ,."), found.group(2)
    number = (
        _decimal(digits)
        if unit
        else float(re.sub(r"[,. ]", "", digits))
        if _grouped(digits)
        else _decimal(digits)
    )
    if number is None:
        return None
    scaled = number * _FACTORS.get((unit or "").lower(), 1.0)
    return round(scaled) if scaled < 1e15 else None


def _grouped(digits: str) -> bool:
    return bool(re.fullmatch(r"\d{1,3}([,. ]\d{3})+", digits))


def _decimal(text: str) -> float | None:
    try:
        return float(text.replace(" ", "").replace(",", "."))
    except ValueError:
        return None


def read_number(value: object) -> float | None:
    """A number from 4.5, "4.5" or "4,5"; None for anything else."""
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, int | float):
        return float(value) if abs(value) < 1e15 else None
    text = str(value).strip()
    return _decimal(text) if re.fullmatch(r"-?\d+(?:[.,]\d+)?", text) else None


@dataclass(frozen=True, slots=True)
class Rating:
    """A rating on its scale; the bounds are None when the value does not fit those that were stated."""

    value: float
    low: float | None
    high: float | None


def read_rating(value: object, *, best: object = None, worst: object = None) -> Rating | None:
    """A rating from 4, "4,5", "80%" or "4/5". Bounds default to schema.org's 1 and 5."""
    text = str(value).strip() if value is not None and not isinstance(value, bool) else ""
    percent, fraction = _PERCENT.fullmatch(text), _FRACTION.fullmatch(text)
    if percent:
        return _bounded(_decimal(percent.group(1)), 0.0, 100.0)
    if fraction:
        high = _decimal(fraction.group(2))
        low = read_number(worst)
        return _bounded(_decimal(fraction.group(1)), 1.0 if low is None else low, high)
    low, high = read_number(worst), read_number(best)
    return _bounded(read_number(value), 1.0 if low is None else low, 5.0 if high is None else high)


def _bounded(value: float | None, low: float | None, high: float | None) -> Rating | None:
    if value is None:
        return None
    fits = low is not None and high is not None and low <= value <= high
    return Rating(value, low, high) if fits else Rating(value, None, None)
