"""Closed doors: pages that answer 200 and hold a message in place of posts."""

import tomllib
from functools import cache
from importlib.resources import files

from bs4 import BeautifulSoup

from crawler.pages import Page
from spiders.common.forum import own_text

_LONGEST = 2_000  # characters of a message box; more is content


@cache
def _doors() -> dict[str, list[str]]:
    data = tomllib.loads(files("spiders.common").joinpath("doors.toml").read_text(encoding="utf-8"))
    return {kind: [word.lower() for word in table["words"]] for kind, table in data.items()}


def door_in(message: str) -> str | None:
    """What a message means ("login wall", "restricted page", "page gone", …), or None for another one."""
    text = message[:_LONGEST].lower()
    return next((kind for kind, words in _doors().items() if any(word in text for word in words)), None)


def closed_page(soup: BeautifulSoup, boxes: str, *, otherwise: str) -> Page:
    """The page for a door: counted under its kind, with a problem that says so.

    `boxes` are CSS selectors of the engine's message box; `otherwise` is said when there is none.
    """
    for box in soup.select(boxes):
        kind = door_in(own_text(box))
        if kind:
            return Page(problems=[f"{kind}: the page holds a message in place of posts"], skipped={kind: 1})
    return Page(problems=[otherwise])
