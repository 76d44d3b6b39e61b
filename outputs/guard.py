"""Keeps pages to this machine: Host check, reading only where asked, strict headers on every answer."""

from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

# A page elsewhere can make a browser ask 127.0.0.1 under a name of its own (DNS rebinding).
LOCAL_NAMES = frozenset({"127.0.0.1", "localhost", "::1"})
READING = frozenset({"GET", "HEAD"})


class LocalGuard:
    """ASGI middleware: 421 for a foreign Host, and 405 for writing where pages are `reading_only`.

    `policy` is the Content-Security-Policy of every answer that brings none of its own.
    """

    def __init__(self, app: ASGIApp, policy: str, *, reading_only: bool = True) -> None:
        self._app = app
        self._policy = policy
        self._reading_only = reading_only

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Check the request, then let it through with the headers added."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                _harden(MutableHeaders(scope=message), self._policy)
            await send(message)

        app: ASGIApp = self._app
        if not is_local(Headers(scope=scope).get("host", "")):
            app = PlainTextResponse("This page answers under 127.0.0.1 and localhost only.", 421)
        elif self._reading_only and scope["method"] not in READING:
            app = PlainTextResponse("This page is for reading only.", 405, {"Allow": "GET, HEAD"})
        await app(scope, receive, guarded)


def is_local(host: str) -> bool:
    """Whether a Host header names this machine; a port may follow."""
    try:
        return urlsplit(f"//{host}").hostname in LOCAL_NAMES and "@" not in host
    except ValueError:
        return False


def _harden(headers: MutableHeaders, policy: str) -> None:
    headers.setdefault("Content-Security-Policy", f"{policy}; frame-ancestors 'none'")
    headers["Referrer-Policy"] = "no-referrer"
    headers["X-Content-Type-Options"] = "nosniff"
    headers["X-Frame-Options"] = "DENY"
    headers["Cross-Origin-Opener-Policy"] = "same-origin"
    headers["Cross-Origin-Resource-Policy"] = "same-origin"
    headers.setdefault("Cache-Control", "no-store")
