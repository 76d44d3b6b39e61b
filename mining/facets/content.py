"""What a wish is about, and whether a clause says anything beyond its mood."""

import re
import tomllib
from functools import cache
from importlib.resources import files

from mining.normalise import HAN_PATTERN, shadow

_WORD = re.compile(r"[a-z][a-z']*|[0-9]+")
_STOP = re.compile(r"[。！？!?；;~…\n]|[.](?=\s|$)")
MIN_HAN = 2
MIN_WORDS = 2


def wish_of(text: str) -> str:
    """The words after the last wish cue of a text, up to the end of its sentence; else the whole text.

    A cue at the very end ("…就好了") leaves what stands before it.
    """
    folded = shadow(text)
    cues = list(_cues("wish").finditer(folded.text))
    for cue in reversed(cues):
        start = folded.span(cue.start(), cue.end())[1]
        tail = _STOP.split(text[start:])[0].strip(" ,，、:：")
        if says_something(tail, words=1):
            return tail
    return text


def has_wish_cue(text: str) -> bool:
    """Whether a text holds a wish word at all."""
    return bool(_cues("wish").search(shadow(text).text))


def says_something(text: str, *, words: int = MIN_WORDS) -> bool:
    """Whether content is left once mood words, wish words and little words are taken away.

    Content is two Han characters or so many `words`.
    """
    plain = shadow(text).text
    han = _cues("hollow").sub(" ", plain)
    if len(HAN_PATTERN.findall(han)) >= MIN_HAN:
        return True
    left = [word for word in _WORD.findall(plain) if word not in _words("hollow")]
    return len(left) >= words


@cache
def _cues(section: str) -> re.Pattern[str]:
    row = _sections()[section]
    chinese = sorted(row["zh"].split("|"), key=len, reverse=True)
    parts = [re.escape(word) for word in chinese if HAN_PATTERN.search(word)]
    if section == "wish":
        english = sorted(row["en"].split("|"), key=len, reverse=True)
        parts.append(r"\b(?:" + "|".join(map(re.escape, english)) + r")\b")
    return re.compile("|".join(parts))


@cache
def _words(section: str) -> frozenset[str]:
    return frozenset(_sections()[section]["en"].split("|"))


@cache
def _sections() -> dict[str, dict[str, str]]:
    text = files("mining.facets").joinpath("phrases.toml").read_text(encoding="utf-8")
    return {name: row for name, row in tomllib.loads(text).items() if isinstance(row, dict)}
