"""Addresses of django-oscar: catalogue, category, product, reviews, search; one spelling for one page."""

import re
from dataclasses import dataclass, replace
from urllib.parse import quote, unquote, urlencode, urlsplit

from crawler.pages import Link
from spiders.common.forum import digits, query_of
from spiders.common.places import host_of, same_host_link
from spiders.source import SeedSpec

_CATALOGUE = re.compile(
    r"(?P<root>.*?)/catalogue/(?:category/(?P<category>.+_\d+)|(?P<product>[^/]*_\d+)(?P<reviews>/reviews(?:/.*)?)?)?/?"
)
_SEARCH = re.compile(r"(?P<root>.*?)/search/?")
NEWEST_FIRST = "recency"  # by score, the order of equal scores is not fixed, and pages lose and repeat some


@dataclass(frozen=True, slots=True)
class Where:
    """A page of a shop: `kind` is "index", "category", "product", "reviews", "search" or "other"."""

    root: str
    kind: str
    name: str = ""
    page: int = 1

    @property
    def source(self) -> str:
        """The name of the source in a post."""
        return f"oscar:{host_of(self.root)}"

    @property
    def number(self) -> str:
        """The number of the product; "" for other pages."""
        return self.name.rpartition("_")[2] if self.kind in ("product", "reviews") else ""

    @property
    def url(self) -> str:
        """The one address of this page: no facets, no order but that of time."""
        path = {
            "index": "catalogue/",
            "category": f"catalogue/category/{self.name}/",
            "product": f"catalogue/{self.name}/",
            "reviews": f"catalogue/{self.name}/reviews/",
            "search": "search/",
        }.get(self.kind, "")
        asked = {"sort_by": NEWEST_FIRST} if self.kind == "reviews" else {}
        asked |= {"q": self.name} if self.kind == "search" else {}
        asked |= {"page": str(self.page)} if self.page > 1 else {}
        return f"{self.root}/{path}" + (f"?{urlencode(asked)}" if asked else "")

    @property
    def reviews(self) -> "Where":
        """All reviews of this product, from the newest."""
        return replace(self, kind="reviews", page=1)


def place_of(url: str) -> Where:
    """Which page of which shop an address is; the root is what stands before "catalogue/"."""
    parts, query = urlsplit(url), query_of(url)
    site = f"{parts.scheme}://{parts.netloc}"
    page = int((digits(query.get("page")) or "1")[:9])
    found, search = _CATALOGUE.fullmatch(parts.path), _SEARCH.fullmatch(parts.path)
    if found:
        root = site + found["root"]
        if found["category"]:
            return Where(root, "category", _spelled(found["category"]), page)
        if found["product"]:
            kind = "reviews" if found["reviews"] else "product"
            one = digits((found["reviews"] or "").removeprefix("/reviews/").strip("/"))
            return Where(root, kind, _spelled(found["product"]), 1 if one else page)
        return Where(root, "index", page=page)
    if search and query.get("q"):
        return Where(site + search["root"], "search", query["q"], page)
    return Where(site + parts.path.rstrip("/"), "other")


def _spelled(path: str) -> str:
    """A path as browsers write it, whichever way it was typed."""
    return quote(unquote(path))


def linked(base: str, href: object) -> Where | None:
    """The page of the same shop's catalogue that a link leads to, else None."""
    found = same_host_link(base, href)
    place = place_of(found) if found else None
    return place if place and place.kind != "other" else None


def seeds(spec: SeedSpec) -> list[Link]:
    """The reviews of a product, or a list of products: a category, a search (`query`), the front page."""
    place = place_of(spec.url)
    hints = {"since": spec.since} if spec.since else {}
    if place.kind in ("product", "reviews"):
        return [Link(place.reviews.url, hints)]
    if spec.query:
        return [Link(Where(place.root, "search", spec.query).url, hints)]
    if place.kind == "other":
        return [Link(spec.url, hints)]
    return [Link(replace(place, page=1).url, hints)]
