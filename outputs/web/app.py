"""The review app: one study, in the browser of this machine."""

import asyncio
import contextlib
import importlib
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from crawler.errors import CaifengError
from crawler.study import Study
from outputs.guard import LocalGuard
from outputs.web.counting import warm
from outputs.web.desk import MenuEntry, Shared
from outputs.web.pages import all_pages
from outputs.web.refusals import failure, refusal
from outputs.web.render import POLICY, STATIC
from outputs.web.session import Session, SessionGate


def make_app(study: Study, session: Session | None = None) -> Starlette:
    """The ASGI application of one study; `app.state.session` holds the token that opens it.

    The store is opened anew for every request; what is remembered between them is remembered for one
    state of the study, so a reload shows the newest decisions.
    """
    menu = [MenuEntry(page.name, page.home) for page in all_pages() if page.nav is not None]
    shared = Shared(study, session or Session(), menu)

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        with study.open() as store:
            warm(shared.derived, store)
        # the first to open a page shall not wait for what the page imports or reads
        loading = asyncio.create_task(asyncio.to_thread(_get_ready, shared))
        yield
        await loading
        shared.close()

    app = Starlette(
        routes=[
            *(route for page in all_pages() for route in page.routes(shared)),
            Mount("/static", _Static(directory=STATIC)),
        ],
        middleware=[
            Middleware(LocalGuard, policy=POLICY, reading_only=False),
            Middleware(SessionGate, session=shared.session),
        ],
        exception_handlers={CaifengError: failure, HTTPException: _missing, 500: failure},
        lifespan=lifespan,
    )
    app.state.session = shared.session
    app.state.shared = shared
    return app


def _get_ready(shared: Shared) -> None:
    for name in ("spiders.registry", "scipy.stats", "mining.discover.modal"):
        importlib.import_module(name)
    with contextlib.suppress(CaifengError, sqlite3.Error, OSError):  # the page that needs it will say so
        shared.warm()


class _Static(StaticFiles):
    """Files whose addresses carry their hash, so a browser may keep them."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        answer = await super().get_response(path, scope)
        if answer.status_code == 200:
            answer.headers["Cache-Control"] = "private, max-age=31536000, immutable"
        return answer


async def _missing(request: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 500
    reason = {404: "missing", 405: "method"}.get(status, "unknown")
    return refusal(request, reason, status)
