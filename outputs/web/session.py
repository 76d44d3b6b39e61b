"""Who may look: a token that works once, in the address that the terminal prints, becomes a cookie.

The cookie is HttpOnly and SameSite=Strict. Every write also needs the token that this server put
into its own pages, and must come from a page of this origin.
"""

import hmac
import secrets
from dataclasses import dataclass, field
from urllib.parse import urlencode, urlsplit

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from outputs.guard import READING
from outputs.web.refusals import refusal

PARAMETER = "token"
OPEN_PATHS = ("/static/",)  # style and scripts hold nothing of a study


@dataclass
class Session:
    """The secrets of one running server."""

    opening: str = field(default_factory=lambda: secrets.token_urlsafe(24), repr=False)
    cookie: str = field(default_factory=lambda: secrets.token_urlsafe(32), repr=False)
    csrf: str = field(default_factory=lambda: secrets.token_urlsafe(32), repr=False)
    # cookies are not kept apart by port, so each server's has a name of its own
    name: str = field(default_factory=lambda: f"caifeng_{secrets.token_hex(4)}")
    used: bool = False

    def opening_url(self, address: str) -> str:
        """The address that lets one browser in, once."""
        return f"{address}?{urlencode({PARAMETER: self.opening})}"

    def exchange(self, token: str) -> bool:
        """Whether this token opens the door; it does so once."""
        if self.used or not _same(token, self.opening):
            return False
        self.used = True
        return True

    def knows(self, request: Request) -> bool:
        """Whether the browser holds the cookie."""
        return _same(request.cookies.get(self.name, ""), self.cookie)

    def wrote(self, token: str) -> bool:
        """Whether a form was made by this server."""
        return _same(token, self.csrf)


class SessionGate:
    """ASGI middleware: no page without the cookie, no write from elsewhere."""

    def __init__(self, app: ASGIApp, session: Session) -> None:
        self._app = app
        self._session = session

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let the request through, exchange its token, or refuse it with advice."""
        if scope["type"] != "http" or scope["path"].startswith(OPEN_PATHS):
            await self._app(scope, receive, send)
            return
        answer = self._stopped(Request(scope))
        await (answer or self._app)(scope, receive, send)

    def _stopped(self, request: Request) -> Response | None:
        known = self._session.knows(request)
        if PARAMETER in request.query_params and request.method in READING:
            if not known and not self._session.exchange(request.query_params[PARAMETER]):
                return refusal(request, "used", 403)
            return self._welcome(request)
        if not known:
            return refusal(request, "stranger", 403)
        if request.method not in READING and not from_here(request.headers):
            return refusal(request, "elsewhere", 403)
        return None

    def _welcome(self, request: Request) -> Response:
        rest = [(key, value) for key, value in request.query_params.multi_items() if key != PARAMETER]
        answer = RedirectResponse(request.url.path + (f"?{urlencode(rest)}" if rest else ""), 303)
        answer.set_cookie(self._session.name, self._session.cookie, httponly=True, samesite="strict")
        return answer


def from_here(headers: Headers) -> bool:
    """Whether a write comes from a page of this origin, as far as the browser says.

    Under Referrer-Policy no-referrer a form's Origin is "null" even at home, so Sec-Fetch-Site,
    which no page can set, decides where it is there.
    """
    site, origin = headers.get("sec-fetch-site"), headers.get("origin")
    if site is not None:
        return site == "same-origin"
    return origin in (None, "null") or urlsplit(origin or "").netloc == headers.get("host")


def _same(given: str, expected: str) -> bool:
    return hmac.compare_digest(given.encode(), expected.encode())
