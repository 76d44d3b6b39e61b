"""Inside a crawl process: the heartbeat, the ear for what others ask, and the log of pages."""

import asyncio
import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic
from typing import Any

from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.http import Response
from scrapy.utils.asyncio import create_looping_call

from crawler.errors import CaifengError
from crawler.jobs.joblog import log_handler
from crawler.outcome import STOPPED
from crawler.store import Store
from crawler.store.leases import Activity, beat, take_lease, wish_of

log = logging.getLogger(__name__)
LOOK_SECONDS = 1.0
BEAT_SECONDS = 5.0
Attend = Callable[[Crawler], None]


_AT_WORK: list["Attendant"] = []  # Scrapy's signals hold their listeners weakly


class Attendant:
    """Looks after one crawl: keeps its lease up, does what is wished."""

    def __init__(self, crawler: Crawler, store: Store, job_id: int) -> None:
        self._crawler, self._store, self._job = crawler, store, job_id
        self._activity: Activity = "running"
        self._last_beat = monotonic()
        self._look_call = create_looping_call(self._look)
        self._closing: asyncio.Task[None] | None = None

    def attach(self) -> None:
        """Listen to the crawler."""
        crawler = self._crawler
        _AT_WORK.append(self)
        crawler.signals.connect(self._opened, signal=signals.spider_opened)
        crawler.signals.connect(self._closed, signal=signals.spider_closed)
        crawler.signals.connect(self._answered, signal=signals.response_received)

    def _opened(self) -> None:
        self._look_call.start(LOOK_SECONDS)

    def _closed(self, reason: str) -> None:
        if self._look_call.running:
            self._look_call.stop()
        say("end", reason)

    def _look(self) -> None:
        try:
            self._obey(wish_of(self._store, self._job))
            if monotonic() - self._last_beat >= BEAT_SECONDS:
                self._beat()
        except CaifengError as error:  # a store that is busy for a moment is no reason to stop
            log.warning("no heartbeat: %s", error)

    def _beat(self) -> None:
        beat(self._store, self._job, self._activity)
        self._last_beat = monotonic()

    def _obey(self, wished: str | None) -> None:
        engine = self._crawler.engine
        if engine is None or self._closing is not None:
            return
        if wished == "stop":
            say("asked", "stop")
            self._closing = asyncio.ensure_future(engine.close_spider_async(reason=STOPPED))
        elif wished == "pause" and self._activity == "running":
            engine.pause()
            self._turn("paused")
        elif wished != "pause" and self._activity == "paused":
            engine.unpause()
            self._turn("running")

    def _turn(self, activity: Activity) -> None:
        self._activity = activity
        say("asked", activity)
        self._beat()

    def _answered(self, response: Response, request: Request) -> None:
        say("page", "", url=request.url, status=response.status, bytes=len(response.body))


@contextmanager
def attended(study_folder: Path, store: Store, job_id: int) -> Iterator[Attend]:
    """The lease and the log of a job from here to the end; what it gives attaches a Scrapy crawler."""
    take_lease(store, job_id, "running")
    handler = log_handler(study_folder, job_id)
    logging.getLogger().addHandler(handler)
    try:
        yield lambda crawler: Attendant(crawler, store, job_id).attach()
    finally:
        logging.getLogger().removeHandler(handler)
        handler.close()


def say(event: str, message: str, **facts: Any) -> None:
    """Write a structured line into the job's log."""
    log.info(message, extra={"event": event, "facts": facts})
