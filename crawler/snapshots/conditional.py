"""Conditional requests (RFC 9110, section 13): a page that is as it was is not sent again.

The server's 304 is answered from the snapshot, so a spider reads the page as if it had come: its links are
followed, its posts count as seen. Without a snapshot no condition is sent.
"""

from typing import Any, Self
from weakref import WeakKeyDictionary

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured
from scrapy.http import Response
from scrapy.responsetypes import responsetypes

from crawler.rendering.wish import RENDER
from crawler.snapshots.keep import PageKeeper

UNCHANGED = "unchanged"  # key in a response's meta: authors of the snapshot that stands for the page
NOT_MODIFIED = 304


class ConditionalGet:
    """Downloader middleware: sends ETag and Last-Modified back, and answers 304 from the snapshot."""

    def __init__(self, pages: PageKeeper) -> None:
        self._pages = pages

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """One middleware for one crawl of a study that keeps snapshots."""
        pages = _PAGES.get(crawler)
        if pages is None:
            raise NotConfigured
        return cls(pages)

    def process_request(self, request: Request) -> None:
        """Add the conditions, where the page was kept and the server gave something to ask by."""
        request.meta.pop(UNCHANGED, None)
        if request.method != "GET" or RENDER in request.meta:
            return
        known = self._pages.known(request.url)
        if known is None or known.snapshot_id is None or not (known.etag or known.last_modified):
            return
        if known.etag:
            request.headers.setdefault("If-None-Match", known.etag)
        if known.last_modified:
            request.headers.setdefault("If-Modified-Since", known.last_modified)

    def process_response(self, request: Request, response: Response) -> Response:
        """A 304 becomes the page that was kept; should that be gone, an empty answer is told as a failure."""
        if response.status != NOT_MODIFIED:
            return response
        found = self._pages.stored(request.url)
        if found is None:
            return response
        _, snapshot, body = found
        headers: dict[str, Any] = dict(snapshot.headers)
        request.meta[UNCHANGED] = dict(snapshot.authors)
        kind = responsetypes.from_args(headers=None, url=request.url, body=body)
        return kind(request.url, status=200, headers=headers, body=body, request=request)


_PAGES: "WeakKeyDictionary[Any, PageKeeper]" = WeakKeyDictionary()


def attach_pages(crawler: Any, pages: PageKeeper) -> None:
    """Give a Scrapy crawl the pages of its seed before it starts."""
    _PAGES[crawler] = pages
