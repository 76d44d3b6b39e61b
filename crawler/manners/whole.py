"""Answers that did not come whole, or that never end: half a page must not pass for a page.

Scrapy unpacks what there is of a packed body that ends too early and goes on with it. We ask for gzip alone,
whose last four bytes state the length of what was packed (RFC 1952 §2.3.1), so a cut is seen at no cost. And
Twisted takes header lines as long as they come; here they have a limit.
"""

import zlib
from typing import Any, Self

from scrapy import Request, signals
from scrapy.core.downloader.handlers.http11 import (
    HTTP11DownloadHandler,
    _LenientHTTP11ClientFactory,
    _LenientHTTP11ClientProtocol,
    _LenientHTTPClientParser,
)
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.retry import get_retry_request
from scrapy.http import Response

MAX_HEADER_BYTES = 256 * 1024  # browsers and servers allow 8 to 256 kB
_PACKED = "packed_body"  # key in a request's meta, between the two hooks


class CutShort(Exception):
    """A packed body that ended before its end."""


class EndlessHeaders(Exception):
    """Header lines beyond all measure."""


class WholeAnswers:
    """Downloader middleware: a gzipped body that was cut is asked for again, and at last counts as broken."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Listens to answers as they arrive, before they are unpacked."""
        middleware = cls(crawler)
        crawler.signals.connect(middleware.on_answer, signal=signals.response_downloaded)
        return middleware

    def process_request(self, request: Request) -> None:
        """Ask for the packing whose end can be seen."""
        request.headers.setdefault("Accept-Encoding", "gzip")

    def on_answer(self, response: Response, request: Request) -> None:
        """Remember the packed body until it is unpacked; what a redirect's own body left is dropped."""
        request.meta.pop(_PACKED, None)
        packing = response.headers.get("Content-Encoding") or b""
        if packing.strip().lower() in (b"gzip", b"x-gzip"):
            request.meta[_PACKED] = response.body

    def process_response(self, request: Request, response: Response) -> Response | Request:
        """Let whole answers pass. Raises CutShort when asking again did not help."""
        packed = request.meta.pop(_PACKED, None)
        if packed is None or is_whole(packed, len(response.body)):
            return response
        spider = self._crawler.spider
        again = spider and get_retry_request(request, spider=spider, reason="gzip cut short")
        if again:
            return again
        raise CutShort("the packed page ended too early")


def is_whole(packed: bytes, unpacked_length: int) -> bool:
    """Whether a gzip body has its end; the length of what it unpacked to is known."""
    if int.from_bytes(packed[-4:], "little") == unpacked_length % 2**32:
        return True
    rest = packed  # several members in a row each state their own length
    try:
        while rest.startswith(b"\x1f\x8b"):
            member = zlib.decompressobj(31)
            member.decompress(rest)
            if not member.eof:
                return False
            rest = member.unused_data
    except zlib.error:
        return False
    return True


class _Parser(_LenientHTTPClientParser):
    header_bytes = 0

    def lineReceived(self, line: bytes) -> None:  # noqa: N802 - Twisted's name
        self.header_bytes += len(line)
        if self.header_bytes > MAX_HEADER_BYTES:
            raise EndlessHeaders(f"more than {MAX_HEADER_BYTES // 1024} kB of headers")
        super().lineReceived(line)


class _Protocol(_LenientHTTP11ClientProtocol):
    def request(self, request: Any) -> Any:
        answer = super().request(request)
        if self._parser is not None:
            self._parser.__class__ = _Parser  # as Scrapy does it: Twisted names its parser in the code
        return answer


class _Factory(_LenientHTTP11ClientFactory):
    def buildProtocol(self, addr: Any) -> _Protocol:  # noqa: N802 - Twisted's name
        return _Protocol(self._quiescentCallback)  # type: ignore[no-untyped-call] # Twisted has no types


class BoundedHeaders(HTTP11DownloadHandler):
    """Scrapy's download handler with a limit on headers; may stand before another one as a mixin."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._pool._factory = _Factory  # noqa: SLF001 - where Scrapy puts its own
