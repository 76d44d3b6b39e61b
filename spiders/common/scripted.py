"""Whether a page, as fetched, looks like one that its scripts have yet to build."""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from bs4 import BeautifulSoup, Tag

from crawler.pages import Fetched
from spiders.common.html import decoded, soup_of

_DATA_TYPES = ("application/ld+json", "application/json", "text/template", "text/x-template")


@dataclass(frozen=True, slots=True)
class ScriptSign:
    """What tells that scripts build the page. `place` when it is an empty place for comments or reviews."""

    reason: str
    place: bool = False


@cache
def _words() -> dict[str, Any]:
    return tomllib.loads(files(__package__).joinpath("scripted.toml").read_text(encoding="utf-8"))


def may_have_place(body: bytes) -> bool:
    """Whether the bytes name a place for comments at all: cheap, and true more often than it should be."""
    low = body.lower()
    places = _words()["places"]
    return any(name.encode() in low for name in (*places["ids"], *places["classes"]))


def script_sign(fetched: Fetched) -> ScriptSign | None:
    """The strongest sign, or None where the page is as it is. JSON and feeds are never built by scripts."""
    kind = fetched.headers.get("content-type", "").lower()
    if kind and "html" not in kind:
        return None
    soup = soup_of(decoded(fetched.body, fetched.headers.get("content-type", "")))
    if not _has_scripts(soup):
        return None
    place = _empty_place(soup)
    if place:
        return ScriptSign(f"an empty place for comments or reviews ({place}) that a script fills", place=True)
    return _other_sign(soup)


def _other_sign(soup: BeautifulSoup) -> ScriptSign | None:
    measure = _words()["measure"]
    hints = any(_asks_for_scripts(tag) for tag in soup.find_all("noscript"))
    root = _empty_root(soup)
    length = _length_of_text(soup.body or soup)
    if root and length < measure["some_text"]:
        return ScriptSign(f"an empty element ({root}) that an application is hung into")
    if hints and length < measure["some_text"]:
        return ScriptSign("little text, and <noscript> asks for scripts")
    if length < measure["little_text"]:
        return ScriptSign(f"scripts, and no more than {length} characters of text")
    return None


def _has_scripts(soup: BeautifulSoup) -> bool:
    return any(
        str(tag.get("type") or "").lower() not in _DATA_TYPES
        and bool(tag.get("src") or tag.get_text(strip=True))
        for tag in soup.find_all("script")
    )


def _asks_for_scripts(tag: Tag) -> bool:
    text = tag.get_text(" ").lower()
    return any(word in text for word in _words()["noscript"]["words"])


def _length_of_text(tag: Tag) -> int:
    hidden = {"script", "style", "noscript", "template", "title", "svg"}
    texts = (text for text in tag.find_all(string=True) if text.parent and text.parent.name not in hidden)
    return sum(len(text.strip()) for text in texts)


def _empty_root(soup: BeautifulSoup) -> str | None:
    roots = _words()["roots"]
    for tag in soup.find_all(True):
        name = str(tag.get("id") or "").lower()
        if (name in roots["ids"] or tag.name in roots["tags"]) and not _length_of_text(tag):
            return f"#{name}" if name in roots["ids"] else f"<{tag.name}>"
    return None


def _empty_place(soup: BeautifulSoup) -> str | None:
    places, most = _words()["places"], _words()["measure"]["text_of_a_place"]
    for tag in soup.find_all(True):
        if tag.name == "script":
            continue
        name = str(tag.get("id") or "").lower()
        classes = [str(one).lower() for one in tag.get_attribute_list("class") if one]
        known = f"#{name}" if name in places["ids"] else ""
        known = known or next((f".{one}" for one in classes if one in places["classes"]), "")
        if known and _length_of_text(tag) <= most:
            return known
    return None
