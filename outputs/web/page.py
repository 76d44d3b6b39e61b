"""What a page of the review app is, and how its routes are made."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from outputs.web.desk import Desk, Shared
from outputs.web.forms import MAX_BODY, Form, read_form
from outputs.web.refusals import refusal

Reader = Callable[[Desk], Response]
Writer = Callable[[Desk, Form], Response]


@dataclass(frozen=True)
class Page:
    """One page: its section in the words, its place in the menu, and who answers which path.

    `reads` answer GET, `writes` answer POST after the CSRF check; both are plain functions and run
    in a thread of their own with an open store. `nav` orders the menu (None: not in it); the menu
    entry leads to `home` and is called `NAME.nav`. `max_body` bounds what a form may send, in bytes.
    """

    name: str
    reads: Mapping[str, Reader]
    writes: Mapping[str, Writer] = field(default_factory=dict)
    nav: int | None = None
    home: str = ""
    max_body: int = MAX_BODY

    def routes(self, shared: Shared) -> list[Route]:
        """The routes of this page; a path may be read and written."""
        paths = dict.fromkeys([*self.reads, *self.writes])
        return [self._route(path, shared) for path in paths]

    def _route(self, path: str, shared: Shared) -> Route:
        reader, writer = self.reads.get(path), self.writes.get(path)

        async def answer(request: Request) -> Response:
            began = time.perf_counter()
            if request.method == "POST" and writer is not None:
                form = await read_form(request, self.max_body)
                if isinstance(form, Response):
                    return form
                if not shared.session.wrote(form.one("csrf")):
                    return refusal(request, "csrf", 403)
                found = await run_in_threadpool(_write, writer, request, shared, form)
            else:
                assert reader is not None  # the route has no other method
                found = await run_in_threadpool(_read, reader, request, shared)
            whole = 1000 * (time.perf_counter() - began)
            worked = found.headers.get("Server-Timing", "")
            found.headers["Server-Timing"] = f"app;dur={whole:.1f}{worked}"
            return found

        methods = (["GET"] if reader else []) + (["POST"] if writer else [])
        return Route(path, answer, methods=methods, name=f"{self.name}:{path}")


def _read(reader: Reader, request: Request, shared: Shared) -> Response:
    began = time.thread_time()
    with shared.study.open() as store:
        return _timed(reader(Desk(request, shared, store)), began)


def _write(writer: Writer, request: Request, shared: Shared, form: Form) -> Response:
    began = time.thread_time()
    with shared.study.open() as store:
        return _timed(writer(Desk(request, shared, store), form), began)


def _timed(answer: Response, began: float) -> Response:
    """Says how long the processor worked on it, which does not depend on what else the machine does."""
    answer.headers["Server-Timing"] = f", cpu;dur={1000 * (time.thread_time() - began):.1f}"
    return answer
