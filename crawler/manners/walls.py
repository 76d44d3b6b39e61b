"""Walls: answers that are no content but a closed door. We stop there, and never climb."""

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from html import unescape
from importlib.resources import files
from typing import Any, Self
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Response
from scrapy.utils.httpobj import urlparse_cached

from crawler.manners.book import CrawlBook, book_of
from crawler.manners.parts import is_part

HEAD_BYTES = 100_000
REFUSALS_IN_A_ROW = 3
_TITLE = re.compile(rb"<title[^>]*>([^<]{0,1000})</title", re.IGNORECASE)
_TITLE_CODECS = ("utf-8", "gb18030", "big5")


@cache
def _words() -> dict[str, Any]:
    return tomllib.loads(files(__package__).joinpath("walls.toml").read_text(encoding="utf-8"))


def wall_of(status: int, headers: Mapping[str, str], body: bytes, url: str, asked_url: str) -> str | None:
    """Name of the wall that an answer is ("captcha", "login wall"), or None.

    `asked_url` is where we wanted to go before redirects; header names are lower-case.
    """
    if headers.get("cf-mitigated", "").lower() == "challenge":
        return "captcha"
    if status == 401:
        return "login wall"
    titles = _titles(body)
    words = _words()
    if _begin(titles, words["captcha"]["titles"]):
        return "captcha"
    head = body[:HEAD_BYTES]
    if status in (403, 429, 503) and any(mark.encode() in head for mark in words["captcha"]["marks"]):
        return "captcha"
    sent_to_login = _is_login(url) and not _is_login(asked_url)
    asks_password = _begin(titles, words["login"]["titles"]) and _asks_password(body)
    return "login wall" if sent_to_login or asks_password else None


def says_gone(body: bytes) -> bool:
    """Whether a page says in its title that there is no such page: a soft 404 where the status is 200."""
    return any(_gone().search(title) for title in _titles(body))


@cache
def _gone() -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, _words()["gone"]["titles"])) + r"|^(?:error )?404\b")


def _titles(body: bytes) -> list[str]:
    """The page's title in the charsets that it may be in: its own is not known here."""
    found = _TITLE.search(body, 0, HEAD_BYTES)
    if not found:
        return []
    raw = found.group(1)
    codecs = _TITLE_CODECS[:1] if raw.isascii() else _TITLE_CODECS
    return [unescape(raw.decode(codec, "replace")).strip().lower() for codec in codecs]


def _begin(titles: list[str], starts: list[str]) -> bool:
    return any(title.startswith(tuple(starts)) for title in titles)


def _asks_password(body: bytes) -> bool:
    return re.search(rb"""type\s*=\s*["']?password""", body[:HEAD_BYTES], re.IGNORECASE) is not None


def _is_login(url: str) -> bool:
    path = urlsplit(url).path.strip("/").lower()
    name = path.removesuffix(".php").removesuffix(".html").removesuffix(".aspx")
    return any(name == end or name.endswith("/" + end) for end in _words()["login"]["paths"])


class WallGuard:
    """Downloader middleware: stops a host at a captcha or login wall, or after three refusals in a row."""

    def __init__(self, book: CrawlBook) -> None:
        self._book = book
        self._refusals: dict[str, int] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """One guard for one crawl."""
        return cls(book_of(crawler))

    def process_response(self, request: Request, response: Response) -> Response:
        """Note walls; the answer itself goes on, so that the spider can name its failure."""
        if request.meta.get("is_robots_txt"):
            return response
        host = urlparse_cached(request).hostname or ""
        headers = {
            k.decode("latin-1").lower(): b",".join(v).decode("latin-1") for k, v in response.headers.items()
        }
        asked = (request.meta.get("redirect_urls") or [request.url])[0]
        wall = wall_of(response.status, headers, response.body, response.url, asked)
        if is_part(request) and wall != "captcha":  # a script may well ask for what only members get
            return response
        self._refusals[host] = self._refusals.get(host, 0) + 1 if response.status == 403 else 0
        if wall:
            self._book.stop_host(host, wall)
            request.meta["wall"] = wall
        elif self._refusals[host] >= REFUSALS_IN_A_ROW:
            self._book.stop_host(host, f"the host refused {REFUSALS_IN_A_ROW} pages in a row (403)")
        return response
