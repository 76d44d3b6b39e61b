"""What may enter the store: text without hidden characters, bounded attributes, sane numbers.

Text stays as written, but for: NFC; line ends become LF; control characters, lone surrogates and
characters that only hide or reorder others (zero-width space, word joiner, byte order mark, soft
hyphen, bidirectional embeddings and overrides) are removed. Joiners stay: emoji and scripts need them.
"""

import math
import re
import tomllib
import unicodedata
from collections import Counter
from collections.abc import Callable, Mapping
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

from crawler.pii import mask

MAX_ATTRIBUTES = 60
MAX_NAME = 100
MAX_VALUE = 2_000
MAX_ITEMS = 50
MAX_DEPTH = 4
MAX_ID = 200
MAX_DATE = 120
MAX_COUNT = 2**53

_LINE_END = re.compile("\r\n?|[\u0085\u2028\u2029]")
_HIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u00ad\u200b\u2060\ufeff\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8}){0,3}")

Masker = Callable[[str], str]


def clean_text(text: str) -> str:
    """The text as it may be stored; see the module's word on what changes."""
    if text.isascii() and text.isprintable():
        return text
    return unicodedata.normalize("NFC", _HIDDEN.sub("", _LINE_END.sub("\n", text)))


def clean_id(text: str | None) -> str | None:
    """A source's own id on one line, at most 200 characters; blank is None."""
    if text is None:
        return None
    return " ".join(clean_text(str(text)).split())[:MAX_ID] or None


def clean_language(text: str | None) -> str | None:
    """A language tag in lower case, or None when it is none."""
    found = _LANGUAGE.fullmatch((text or "").strip())
    return found.group().replace("_", "-").lower() if found else None


def clean_count(value: object) -> int | None:
    """A number of likes: whole and not negative, else None."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        return None
    return int(value) if 0 <= value <= MAX_COUNT else None


def clean_rating(
    rating: float | None, low: float | None, high: float | None
) -> tuple[tuple[float | None, float | None, float | None], bool]:
    """Rating and scale, and whether something had to be dropped: what is not finite or off its scale."""
    if rating is None and low is None and high is None:
        return (None, None, None), False
    numbers = [None if v is None or not math.isfinite(v) else float(v) for v in (rating, low, high)]
    value, low, high = numbers
    dropped = any(
        new is None and old is not None for new, old in zip(numbers, (rating, low, high), strict=True)
    )
    if low is not None and high is not None and low >= high:
        low, high, dropped = None, None, True
    if value is not None and ((low is not None and value < low) or (high is not None and value > high)):
        value, dropped = None, True
    return (value, low, high), dropped


class Attributes:
    """Cleans what a source states beside the text; counts what it masks and cuts."""

    def __init__(self, *, masking: bool) -> None:
        self._masking = masking
        self.masked: Counter[str] = Counter()
        self.cut = 0

    def text(self, text: str, limit: int = MAX_VALUE) -> str:
        """A short text, cleaned, masked, and cut to the limit."""
        found = clean_text(text)
        if self._masking:
            masked = mask(found)
            self.masked.update(masked.counts)
            found = masked.text
        if len(found) > limit:
            self.cut += 1
        return found[:limit]

    def clean(self, attributes: Mapping[str, Any]) -> dict[str, Any]:
        """JSON-safe attributes: at most 60 names, bounded values, no value that names a person."""
        return self._mapping(attributes, 0)

    def _mapping(self, found: Mapping[Any, Any], depth: int) -> dict[str, Any]:
        kept: dict[str, Any] = {}
        for name, value in found.items():
            if len(kept) >= MAX_ATTRIBUTES:
                self.cut += 1
                break
            key = " ".join(self.text(str(name), MAX_NAME).split())
            if key:
                kept[key] = self._personal(key, value) or self._value(value, depth)
        return kept

    def _personal(self, name: str, value: Any) -> str | None:
        """The placeholder for a value under a name that speaks of a person, else None."""
        kind = personal_kind(name)
        if kind is None or value is None or value == "" or isinstance(value, bool | Mapping | list | tuple):
            return None
        self.masked[kind] += 1
        return f"[{kind}]"

    def _value(self, value: Any, depth: int) -> Any:
        if value is None or isinstance(value, bool):
            return value
        if isinstance(value, int | float):
            return self._number(value)
        if isinstance(value, Mapping) and depth < MAX_DEPTH:
            return self._mapping(value, depth + 1)
        if isinstance(value, list | tuple) and depth < MAX_DEPTH:
            self.cut += len(value) > MAX_ITEMS
            return [self._value(item, depth + 1) for item in value[:MAX_ITEMS]]
        if isinstance(value, Mapping | list | tuple):
            self.cut += 1
            return "…"
        return self.text(str(value))

    def _number(self, value: float) -> int | float | str | None:
        """A finite number; one that is somebody's telephone or card number becomes its placeholder."""
        if isinstance(value, float) and not math.isfinite(value):
            return None
        if abs(value) >= 10**18:
            return self.text(f"{value:.17g}" if isinstance(value, float) else hex(value))
        if abs(value) < 10**6 or value != int(value):
            return value
        masked = self.text(str(int(value)))
        return masked if masked.startswith("[") else value


@lru_cache(maxsize=2048)
def personal_kind(name: str) -> str | None:
    """Which placeholder hides the values of a column of this name ("phone", "name", …), or None."""
    kinds = _personal_names()
    return kinds.get(plain_name(name)) or kinds.get(plain_name(name.rpartition(".")[2]))


def plain_name(name: str) -> str:
    """A column name for comparison: NFKC, lower case, without spaces and separators."""
    folded = unicodedata.normalize("NFKC", name).casefold()
    return "".join(c for c in folded if c not in " _-.:\t\n\ufeff")


@cache
def _personal_names() -> Mapping[str, str]:
    data = tomllib.loads(files("crawler").joinpath("personal.toml").read_text(encoding="utf-8"))
    return {plain_name(name): kind for kind, names in data.items() for name in names}
