"""What a wish is about, and whether a clause says anything beyond its mood."""

import re
import tomllib
from functools import cache, lru_cache
from importlib.resources import files

from mining.normalise import HAN_PATTERN, Shadow, shadow

_WORD = re.compile(r"[a-z][a-z']*|[0-9]+")
_STOP = re.compile(r"[。！？!?；;~…\n]|[.](?=\s|$)")
_EDGE = " ,，、:：-"
MIN_HAN = 2
MIN_WORDS = 2
SAME_CHARACTERS = 0.7  # of all characters of two texts; with more in common they are one text twice


def wish_of(text: str) -> str:
    """What is wished: the words after the wish cue with most to say, up to the end of their sentence.

    Of a wish whose cue stands behind its subject ("the volume should be louder") the whole sentence;
    of a text without cues, or whose cues are at the very end ("…就好了"), the text.
    """
    folded = shadow(text)
    for section in ("wish", "modal"):
        spans = [folded.span(cue.start(), cue.end()) for cue in _cues(section).finditer(_plain(folded))]
        parts = [_tail(text, end) if section == "wish" else _sentence(text, start) for start, end in spans]
        best = max(parts, key=_content, default="")
        if _content(best):
            return best
    return text


def has_wish_cue(text: str) -> bool:
    """Whether a text holds a wish word at all."""
    plain = _plain(shadow(text))
    return any(_cues(section).search(plain) for section in ("wish", "modal"))


def says_something(text: str, *, words: int = MIN_WORDS) -> bool:
    """Whether content is left once mood words, wish words and little words are taken away.

    Content is two Han characters or so many `words`.
    """
    han, left = _left(text)
    return han >= MIN_HAN or left >= words


def same_wording(a: str, b: str) -> bool:
    """Whether two texts are nearly the same: Chinese by the characters they share, others by the words."""
    first, second = _wording(a), _wording(b)
    shared = len(first & second)
    return shared > SAME_CHARACTERS * (len(first) + len(second) - shared)


@lru_cache(maxsize=65_536)  # every clause is compared with many others
def _wording(text: str) -> frozenset[str]:
    """The characters of a text with Chinese in it, the words of any other."""
    plain = text.lower()
    return frozenset(plain if HAN_PATTERN.search(text) else plain.split())


def is_hollow_word(word: str) -> bool:
    """Whether a word in lower case is grammar, mood or the mere naming of goods and of buying them."""
    if HAN_PATTERN.search(word):
        return word in _chinese("hollow") or word in _chinese("plain")
    return word in _words("hollow") or word in _words("plain")


def _plain(folded: Shadow) -> str:
    """With straight apostrophes, one for one, so that offsets hold."""
    return folded.text.replace("’", "'")


def _content(text: str) -> int:
    """Characters and words of content; a wish may be one character ("快一点")."""
    return sum(_left(text))


def _left(text: str) -> tuple[int, int]:
    """How many Han characters and how many English words are left without the hollow ones."""
    plain = _plain(shadow(text))
    han = len(HAN_PATTERN.findall(_cues("hollow").sub(" ", plain)))
    return han, sum(word not in _words("hollow") for word in _WORD.findall(plain))


def _tail(text: str, start: int) -> str:
    return _STOP.split(text[start:])[0].strip(_EDGE)


def _sentence(text: str, at: int) -> str:
    start = max((stop.end() for stop in _STOP.finditer(text, 0, at)), default=0)
    return _tail(text, start)


@cache
def _cues(section: str) -> re.Pattern[str]:
    row = _sections()[section]
    chinese = sorted(row["zh"].split("|"), key=len, reverse=True)
    parts = [re.escape(word) for word in chinese if HAN_PATTERN.search(word)]
    if section != "hollow":
        english = sorted(row["en"].split("|"), key=len, reverse=True)
        parts.append(r"\b(?:" + "|".join(map(re.escape, english)) + r")\b")
    return re.compile("|".join(parts))


@cache
def _words(section: str) -> frozenset[str]:
    return frozenset(_sections()[section]["en"].split("|"))


@cache
def _chinese(section: str) -> frozenset[str]:
    return frozenset(_sections()[section]["zh"].split("|"))


@cache
def _sections() -> dict[str, dict[str, str]]:
    text = files("mining.facets").joinpath("phrases.toml").read_text(encoding="utf-8")
    return {name: row for name, row in tomllib.loads(text).items() if isinstance(row, dict)}
