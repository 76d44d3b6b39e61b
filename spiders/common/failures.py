"""Why an address gave nothing, in words for the completeness ledger."""

import asyncio
import zlib

from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    IgnoreRequest,
    ResponseDataLossError,
)
from scrapy.spidermiddlewares.httperror import HttpError
from twisted.python.failure import Failure
from twisted.web._newclient import ParseError

from crawler.manners.addresses import RefusedAddress
from crawler.manners.backoff import HostStopped
from crawler.manners.robots import RefusedByRobots
from crawler.manners.whole import CutShort, EndlessHeaders
from crawler.outcome import ROBOTS

EMPTY = "empty answer"
GONE = "page says that it is not there (soft 404)"


def failure_reason(failure: Failure) -> str:
    """A short reason without addresses, so that equal failures can be counted together."""
    error = failure.value
    if error is None:
        return "failed"
    if isinstance(error, HttpError):
        return _status_reason(error)
    if isinstance(error, RefusedByRobots):
        return ROBOTS if "disallowed" in str(error) else f"robots: {error}"
    if isinstance(error, RefusedAddress | HostStopped):
        return str(error)
    if isinstance(error, DownloadCancelledError) or (
        isinstance(error, IgnoreRequest) and "MAXSIZE" in str(error)
    ):
        return "larger than what we take (20 MB)"
    if isinstance(error, IgnoreRequest) and "max redirections" in str(error).lower():
        return "too many redirects"
    return _network_reason(error)


def _status_reason(error: HttpError) -> str:
    status = error.response.status
    if status in (301, 302, 303, 307, 308):  # one that leads anywhere is followed
        return "redirect to no address"
    return str(error.response.meta.get("wall") or f"error {status}")


_NETWORK: tuple[tuple[tuple[type[BaseException], ...], str], ...] = (
    ((DownloadTimeoutError, asyncio.TimeoutError), "no answer in time"),
    ((CannotResolveHostError,), "host not found"),
    ((DownloadConnectionRefusedError,), "connection refused"),
    ((CutShort, EOFError, zlib.error), "packed page ended too early"),
    ((ResponseDataLossError,), "page ended too early"),
    ((DownloadFailedError,), "connection broke"),
    ((OSError,), "answer cannot be unpacked"),  # gzip's BadGzipFile among them
)


def _network_reason(error: BaseException) -> str:
    if _caused_by(error, EndlessHeaders):
        return "headers without end"
    if isinstance(error, DownloadFailedError) and _caused_by(error, ParseError):
        return "no HTTP answer"
    if isinstance(error, ValueError) and _raised_in(error, "redirect"):
        return "redirect to no address"
    for kinds, words in _NETWORK:
        if isinstance(error, kinds):
            return words
    return f"failed ({type(error).__name__})"


def _caused_by(error: BaseException, kind: type[BaseException]) -> bool:
    """Whether Twisted's list of reasons behind a failed download holds one of this kind."""
    reasons = getattr(error.__cause__, "reasons", None) or []
    return any(isinstance(reason.value, kind) for reason in reasons)


def _raised_in(error: BaseException, module: str) -> bool:
    """Whether the error comes out of Scrapy's middleware of this name: a Location that is no address."""
    found = error.__traceback__
    while found is not None:
        if found.tb_frame.f_globals.get("__name__", "").endswith(f"downloadermiddlewares.{module}"):
            return True
        found = found.tb_next
    return False


