"""The words that tell what a part of a page is."""

import re
import tomllib
from functools import cache
from importlib.resources import files

from bs4 import Tag

from spiders.common.html import classes_of

_PARTS = re.compile(r"[a-z]+|[\u4e00-\u9fff]+")
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")


@cache
def words(section: str, name: str) -> frozenset[str]:
    """A list of words.toml."""
    data = tomllib.loads(files(__package__).joinpath("words.toml").read_text(encoding="utf-8"))
    return frozenset(data[section][name])


@cache
def parts_of(name: str) -> frozenset[str]:
    """The parts of a class name or id: "commentList-item" has comment, list, item, and itself."""
    return frozenset([*_PARTS.findall(_CAMEL.sub("-", name).lower()), name.lower()])


def tag_parts(tag: Tag) -> frozenset[str]:
    """The parts of all class names of a tag, and of its id, itemprop and rel."""
    names = [*classes_of(tag)]
    for attribute in ("id", "itemprop", "rel", "data-testid", "data-hook"):
        value = tag.get(attribute)
        names += value.split() if isinstance(value, str) else list(value or [])
    return frozenset().union(*map(parts_of, names)) if names else frozenset()


def means(tag: Tag, name: str) -> bool:
    """Whether the names of a tag hold one of the words of this list."""
    return bool(tag_parts(tag) & words("class", name))


@cache
def _pattern(section: str, name: str) -> re.Pattern[str]:
    listed = sorted(words(section, name), key=len, reverse=True)
    return re.compile(
        "|".join((rf"\b{re.escape(w)}" if w[0].isascii() else re.escape(w)) for w in listed), re.IGNORECASE
    )


def speaks_of(text: str, section: str, name: str) -> bool:
    """Whether a text holds one of the words of this list."""
    return bool(_pattern(section, name).search(text))


@cache
def _ours() -> re.Pattern[str]:
    listed = sorted(words("text", "ours"), key=len, reverse=True)
    return re.compile(
        "|".join((rf"\b{re.escape(w)}\b" if w[0].isascii() else re.escape(w)) for w in listed), re.IGNORECASE
    )


def only_page_words(line: str) -> bool:
    """Whether a line is made of the page's own words, numbers and signs alone ("12 · Reply · Report")."""
    if not re.search(r"[^\W\d_]", line):
        return not re.search(r"\d\D+\d", line)
    rest = _ours().sub("", line)
    return not re.search(r"[^\W\d_]", rest) and (rest != line or not re.search(r"\d", line) or len(line) < 4)
