"""Is this WordPress, where is its REST API, and which post is this page?"""

import re
from dataclasses import dataclass
from urllib.parse import urlencode, urlsplit

from bs4 import BeautifulSoup

from crawler.pages import Detection, Fetched, Link
from spiders.common.html import classes_of, decoded, soup_of
from spiders.common.json import NotJson, as_dict, as_list, read_json
from spiders.common.places import absolute, host_of
from spiders.source import SeedSpec

API_RELATION = "https://api.w.org/"
COMMENTS, REVIEWS = "wp/v2/comments", "wc/store/v1/products/reviews"
_HEADER_LINK = re.compile(r"<([^<>]+)>\s*;[^,]*rel=[\"']?https://api\.w\.org/")
_JSON_OF = re.compile(r"/wp/v2/(posts|pages|product|products)/(\d+)")
_BODY_ID = re.compile(r"^(?:postid|page-id)-(\d+)$")


@dataclass(frozen=True, slots=True)
class Api:
    """The root of a REST API: `…/wp-json/`, or `…/?rest_route=/` on sites with plain addresses."""

    root: str

    @property
    def source(self) -> str:
        """The name of the source in a post: one site, whatever scheme or port it is read through."""
        folder = urlsplit(self.root).path.split("/wp-json")[0].rstrip("/").removesuffix("/index.php")
        return f"wordpress:{host_of(self.root)}{folder}"

    def call(self, route: str, parameters: dict[str, str]) -> str:
        """Address of a call."""
        joint = "&" if "?" in self.root else "?"
        return f"{self.root}{route}{joint}{urlencode(parameters)}"


def api_of(url: str) -> Api | None:
    """The API that an address belongs to, when it is an address of an API."""
    for mark in ("/wp-json/", "rest_route=/"):
        if mark in url:
            return Api(url[: url.index(mark) + len(mark)])
    return Api(url + "/") if url.endswith("/wp-json") else None


def seeds(spec: SeedSpec) -> list[Link]:
    """The page itself, which names its API; what the study wants goes along."""
    wishes = {name: value for name in ("query", "since", "until") if (value := getattr(spec, name))}
    return [Link(spec.url, wishes)]


def find_api(fetched: Fetched, soup: BeautifulSoup) -> Api | None:
    """From the Link header or the <link> that WordPress puts on every page."""
    found = _HEADER_LINK.search(fetched.headers.get("link", ""))
    if found:
        root = absolute(fetched.url, found.group(1))
    else:
        tag = next(
            (t for t in soup.find_all("link", href=True) if API_RELATION in (t.get("rel") or [])), None
        )
        root = absolute(fetched.url, tag["href"]) if tag else None
    return Api(root) if root else None


def find_post(soup: BeautifulSoup) -> tuple[str, str] | None:
    """("post" or "product", id) of the page; None for pages that are no single post."""
    for tag in soup.find_all("link", href=True, type="application/json"):
        found = _JSON_OF.search(str(tag["href"]).replace("%2F", "/"))
        if found:
            return ("product" if found.group(1).startswith("product") else "post"), found.group(2)
    classes = classes_of(soup.body) if soup.body else []
    number = next((m.group(1) for name in classes if (m := _BODY_ID.match(name))), None)
    if number is None:
        return None
    return ("product" if "single-product" in classes else "post"), number


def detect(fetched: Fetched) -> Detection:
    """By the API that the page names, the index of an API, or the generator tag."""
    text = decoded(fetched.body, fetched.headers.get("content-type", ""))
    if text.lstrip().startswith("{"):
        return _detect_index(text)
    soup = soup_of(text)
    if find_api(fetched, soup):
        post = find_post(soup)
        shop = post is not None and post[0] == "product"
        return Detection(
            0.95 if shop else 0.92, "the page names a WordPress REST API" + (" (a product)" if shop else "")
        )
    tag = soup.find("meta", attrs={"name": "generator"})
    made_by = str(tag.get("content") or "") if tag else ""
    if made_by.startswith(("WordPress", "WooCommerce")):
        return Detection(0.35, f"made by {made_by}, but it names no REST API")
    return Detection(0.0, "no sign of WordPress")


def _detect_index(text: str) -> Detection:
    try:
        spaces = as_list(as_dict(read_json(text)).get("namespaces"))
    except NotJson:
        spaces = []
    return (
        Detection(0.95, "the index of a WordPress REST API")
        if "wp/v2" in spaces
        else Detection(0.0, "no WordPress JSON")
    )
