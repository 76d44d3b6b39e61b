"""Where the next page of reviews is, and which pages a list of things names."""

import re
import tomllib
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import Any
from urllib.parse import urlsplit

from bs4 import BeautifulSoup, Tag

from spiders.common.json import as_dict, as_list
from spiders.common.places import same_host_link
from spiders.schema_org.jsonld import Node, types_of

_NUMBERED = re.compile(
    r"([?&](?:page|p|pg|paged|pageno|pagenum|currentpage)=|/page[/-]|[/_-]p)(\d{1,5})\b", re.IGNORECASE
)


@cache
def _next_words() -> frozenset[str]:
    return frozenset(
        tomllib.loads(files(__package__).joinpath("next_words.toml").read_text(encoding="utf-8"))["next"]
    )


def next_page(soup: BeautifulSoup, url: str) -> str | None:
    """The following page: rel=next, else a link that says so, else the one numbered one higher."""
    anchors = [tag for tag in soup.find_all("a", href=True) if "nofollow" not in _rel(tag)]
    marked = [t for t in soup.find_all(["link", "a"], href=True) if "next" in _rel(t)]
    worded = [a for a in anchors if _says_next(a)]
    for tag in [*marked, *worded]:
        found = same_host_link(url, tag["href"])
        if found and found != url:
            return found
    return _numbered_next(anchors, url)


def _rel(tag: Tag) -> list[str]:
    value = tag.get("rel")
    words = value.split() if isinstance(value, str) else list(value or [])
    return [word.lower() for word in words]


def _says_next(anchor: Tag) -> bool:
    said = (
        anchor.get_text(" ", strip=True),
        str(anchor.get("aria-label") or ""),
        str(anchor.get("title") or ""),
    )
    return any(text.strip().lower() in _next_words() for text in said if text)


def _numbered_next(anchors: Sequence[Tag], url: str) -> str | None:
    """A link to this very address but for a page number that is one higher (the first page may have none)."""
    here, number = without_number(url)
    for anchor in anchors:
        found = same_host_link(url, anchor["href"])
        if found and without_number(found) == (here, number + 1):
            return found
    return None


def without_number(url: str) -> tuple[str, int]:
    """An address without the number of its page, and that number (1 where it states none)."""
    parts = urlsplit(url)
    address = parts.path + (f"?{parts.query}" if parts.query else "")
    found = _NUMBERED.search(address)
    if not found:
        return address.rstrip("/?&"), 1
    rest = address[: found.start()] + (
        "?" + address[found.end() + 1 :] if found.group(1)[0] == "?" else address[found.end() :]
    )
    return rest.rstrip("/?&"), int(found.group(2))


def listed_things(roots: Sequence[Node], url: str) -> list[str]:
    """Pages that an ItemList on a page without posts names, within the host."""
    links: list[str] = []
    for node in roots:
        for item_list in [node, *map(as_dict, as_list(node.get("mainEntity")))]:
            if "ItemList" in types_of(item_list):
                for element in map(as_dict, as_list(item_list.get("itemListElement"))):
                    links += filter(None, [same_host_link(url, _address(element))])
    return list(dict.fromkeys(links))


def _address(element: Node) -> Any:
    item = element.get("item")
    return element.get("url") or (
        item if isinstance(item, str) else as_dict(item).get("url") or as_dict(item).get("@id")
    )
