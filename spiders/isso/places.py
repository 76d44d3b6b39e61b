"""Where a page's comments are: the isso server and the name that the page has there."""

from urllib.parse import urlencode, urljoin, urlsplit

from bs4 import BeautifulSoup

from crawler.pages import Detection, Fetched, Link
from spiders.common.api import query_of
from spiders.common.html import decoded, soup_of
from spiders.common.json import NotJson, as_dict, as_list, read_json
from spiders.common.places import absolute
from spiders.source import SeedSpec

_SCRIPTS = ("js/embed.min.js", "js/embed.dev.js", "js/embed.js")


def seeds(spec: SeedSpec) -> list[Link]:
    """The page, or the server's own address with a `uri`."""
    return [Link(spec.url)]


def server_of(soup: BeautifulSoup, url: str) -> str | None:
    """The isso server of a page, ending in a slash: what `data-isso` says, else its script's place."""
    for tag in soup.find_all("script"):
        source = str(tag.get("src") or "")
        script = next((name for name in _SCRIPTS if source.partition("?")[0].endswith("/" + name)), None)
        stated = tag.get("data-isso")
        if stated is None and (script is None or soup.find(id="isso-thread") is None):
            continue
        server = absolute(url, str(stated) if stated else source.partition("?")[0].removesuffix(script or ""))
        if server:
            return server.rstrip("/") + "/"
    return None


def comments_call(server: str, name: str) -> str:
    """All comments of a page; without a limit none are held back."""
    return urljoin(server, "?" + urlencode({"uri": name}))


def name_of(soup: BeautifulSoup, url: str) -> str:
    """What the page is called at its server: `data-isso-id`, else its path."""
    section = soup.find(id="isso-thread")
    stated = section.get("data-isso-id") if section else None
    return str(stated) if stated else urlsplit(url).path or "/"


def thread_of(url: str) -> str:
    """The page that an answer is about, from the address that was asked."""
    return query_of(url).get("uri") or "/"


def detect(fetched: Fetched) -> Detection:
    """By the script and section that a page must have, or by the shape of the server's answer."""
    text = decoded(fetched.body, fetched.headers.get("content-type", ""))
    if text[:50].lstrip().startswith("{"):
        try:
            data = as_dict(read_json(text))
        except NotJson:
            return Detection(0.0, "broken JSON")
        first = as_dict(next(iter(as_list(data.get("replies"))), None))
        if "hidden_replies" in data and "total_replies" in data and (not first or "hash" in first):
            return Detection(0.9, "JSON with replies, total_replies and hidden_replies, as isso gives it")
        return Detection(0.0, "no sign of isso")
    if "isso" in text and server_of(soup_of(text), fetched.url):
        return Detection(0.94, "the page shows comments of an isso server")
    return Detection(0.0, "no sign of isso")
