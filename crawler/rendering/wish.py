"""The wish that a page be built by a browser: plain values in a request's meta, so that it can be kept."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from weakref import WeakKeyDictionary

from scrapy import Request
from scrapy.http import Response
from scrapy.utils.request import RequestFingerprinter

from crawler.config import ScrollSection
from crawler.frontier.traps import canonical_url
from crawler.ids import digest

RENDER = "render"  # key in a request's meta
HELD = 8  # documents kept at a time


@dataclass(frozen=True, slots=True)
class Wish:
    """Hosts from which the page may load (beside those of its own site), and what to do before reading."""

    hosts: frozenset[str] = frozenset()
    scroll: ScrollSection | None = None


def wish_meta(hosts: Iterable[str], scroll: ScrollSection | None) -> dict[str, Any]:
    """The wish as JSON can hold it: `meta[RENDER]`."""
    return {"hosts": sorted(hosts), "scroll": None if scroll is None else scroll.model_dump()}


def wish_of(request: Request) -> Wish | None:
    """The wish that a request carries, if any."""
    found: Mapping[str, Any] | None = request.meta.get(RENDER)
    if found is None:
        return None
    scroll = found.get("scroll")
    return Wish(
        frozenset(found.get("hosts", ())), None if scroll is None else ScrollSection.model_validate(scroll)
    )


class Fingerprinter(RequestFingerprinter):
    """Scrapy's fingerprints, by which a page built by a browser is another page than the one fetched."""

    def fingerprint(self, request: Request) -> bytes:
        """Twenty bytes for a page as fetched, twenty others for the same page built."""
        mark = super().fingerprint(request)
        return bytes.fromhex(digest(mark.hex(), RENDER, size=20)) if RENDER in request.meta else mark


_DOCUMENTS: "WeakKeyDictionary[Any, dict[str, Response]]" = WeakKeyDictionary()


def hold(crawler: Any, response: Response) -> None:
    """Keep a document whose page is to be built next, so that it is not fetched twice."""
    kept = _DOCUMENTS.setdefault(crawler, {})
    kept[canonical_url(response.url)] = response
    while len(kept) > HELD:
        kept.pop(next(iter(kept)))


def take_held(crawler: Any, request: Request) -> Response | None:
    """The document kept for a request, once; None after a restart: it is then fetched again."""
    found = _DOCUMENTS.get(crawler, {}).pop(request.url, None)
    return None if found is None else found.replace(request=request)
