"""Parts of pages that follow what happens, as server-sent events (WHATWG HTML, 9.2)."""

import time
from collections.abc import AsyncIterator, Callable

import anyio
from starlette.concurrency import run_in_threadpool
from starlette.responses import StreamingResponse

from outputs.web.desk import Desk

EVERY = 0.7  # seconds between two looks
LONGEST = 8.0  # seconds of one answer: the browser comes again, and the server can end
OVER = "over"  # the event after which the browser need not come again
Show = Callable[[Desk], tuple[str, bool]]


def stream(desk: Desk, show: Show) -> StreamingResponse:
    """`show(desk)` gives the HTML as it is now and whether it may still change; sent when it changed.

    The store that the reader had is closed by then: each look opens its own.
    """
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    return StreamingResponse(_events(desk, show), media_type="text/event-stream", headers=headers)


async def _events(desk: Desk, show: Show) -> AsyncIterator[str]:
    began, last = time.monotonic(), ""
    while True:
        html, going = await run_in_threadpool(_look, desk, show)
        if html != last:
            last = html
            yield message(html)
        if not going:
            yield f"event: {OVER}\ndata: {OVER}\n\n"
            return
        if time.monotonic() - began > LONGEST:
            return
        await anyio.sleep(EVERY)


def message(html: str) -> str:
    """HTML as one event without a name, which htmx puts in its place."""
    return "".join(f"data: {line}\n" for line in html.splitlines()) + "\n"


def _look(desk: Desk, show: Show) -> tuple[str, bool]:
    with desk.study.open() as store:
        return show(Desk(desk.request, desk.shared, store))
