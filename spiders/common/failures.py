"""Why an address gave nothing, in words for the completeness ledger."""

import asyncio

from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    IgnoreRequest,
)
from scrapy.spidermiddlewares.httperror import HttpError
from twisted.python.failure import Failure

from crawler.manners.addresses import RefusedAddress
from crawler.manners.backoff import HostStopped
from crawler.manners.robots import RefusedByRobots


def failure_reason(failure: Failure) -> str:
    """A short reason without addresses, so that equal failures can be counted together."""
    error = failure.value
    if error is None:
        return "failed"
    if isinstance(error, HttpError):
        return str(error.response.meta.get("wall") or f"error {error.response.status}")
    if isinstance(error, RefusedByRobots):
        return "robots" if "disallowed" in str(error) else f"robots: {error}"
    if isinstance(error, RefusedAddress | HostStopped):
        return str(error)
    if isinstance(error, DownloadCancelledError) or (
        isinstance(error, IgnoreRequest) and "MAXSIZE" in str(error)
    ):
        return "larger than what we take (20 MB)"
    if isinstance(error, IgnoreRequest) and "max redirections" in str(error).lower():
        return "too many redirects"
    return _network_reason(error)


def _network_reason(error: BaseException) -> str:
    if isinstance(error, DownloadTimeoutError | asyncio.TimeoutError):
        return "no answer in time"
    if isinstance(error, CannotResolveHostError):
        return "host not found"
    if isinstance(error, DownloadConnectionRefusedError):
        return "connection refused"
    if isinstance(error, DownloadFailedError):
        return "connection broke"
    return f"failed ({type(error).__name__})"
