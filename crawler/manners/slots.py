"""A host's queue in Scrapy's downloader: its delay, a longer one, and a pause.

Scrapy keeps one slot per host name; these functions are all that touches it.
"""

from time import monotonic

from scrapy import Request
from scrapy.core.downloader import Slot
from scrapy.crawler import Crawler
from scrapy.utils.asyncio import call_later


def raise_delay(crawler: Crawler, host: str, seconds: float) -> float:
    """Make the delay of a host at least `seconds`; returns the delay now in force."""
    if crawler.engine is None:
        raise RuntimeError("delays need a running engine")
    downloader = crawler.engine.downloader
    # an idle slot is thrown away and made anew from these settings
    settings = downloader.per_slot_settings.setdefault(host, {})
    delay = max(seconds, float(settings.get("delay", crawler.settings.getfloat("DOWNLOAD_DELAY"))))
    settings["delay"] = delay
    slot = downloader.slots.get(host)
    if slot:
        slot.delay = max(slot.delay, delay)
    return delay


def delay_of(crawler: Crawler, host: str) -> float:
    """Seconds that now lie between two requests to a host."""
    if crawler.engine is None:
        raise RuntimeError("delays need a running engine")
    settings = crawler.engine.downloader.per_slot_settings.get(host, {})
    return float(settings.get("delay", crawler.settings.getfloat("DOWNLOAD_DELAY")))


def pause_slot(crawler: Crawler, request: Request, seconds: float) -> None:
    """Send nothing more to the request's host for `seconds`; requests wait in their queue."""
    if crawler.engine is None:
        raise RuntimeError("pauses need a running engine")
    downloader = crawler.engine.downloader
    slot = downloader.slots.get(downloader.get_slot_key(request))
    if slot is None:
        return
    if slot.latercall:
        slot.latercall.cancel()
    slot.latercall = call_later(seconds, _resume, crawler, slot)
    slot.lastseen = monotonic() + seconds - slot.delay  # keeps the slot from being thrown away meanwhile


def _resume(crawler: Crawler, slot: Slot) -> None:
    slot.latercall = None
    if crawler.engine is not None:
        crawler.engine.downloader._process_queue(slot)  # noqa: SLF001 - Scrapy has no public word for it
