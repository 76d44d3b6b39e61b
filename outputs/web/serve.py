"""Running the review page on the loopback address."""

import socket

import uvicorn
from starlette.applications import Starlette

from crawler.errors import StudyProblem
from crawler.study import Study
from outputs.web.app import make_app
from outputs.web.session import Session

HOST = "127.0.0.1"


def listen(port: int = 0) -> socket.socket:
    """A listening socket on 127.0.0.1, so that its address can be told before serving begins.

    Raises StudyProblem when the port is taken.
    """
    sock = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        sock.bind((HOST, port))
        sock.listen()
    except OSError as error:
        sock.close()
        raise StudyProblem(
            f"port {port} cannot be used: {error.strerror}", where=HOST, hint="another --port"
        ) from error
    return sock


def address(sock: socket.socket) -> str:
    """The url that a bound socket will answer under."""
    return f"http://{HOST}:{sock.getsockname()[1]}/"


def run(study: Study, sock: socket.socket, session: Session | None = None) -> None:
    """Serve the review app on a socket of `listen` until interrupted, then close it.

    Only the browser that opens `session.opening_url(address(sock))` is let in.
    """
    serve_app(make_app(study, session), sock)


def serve_app(app: Starlette, sock: socket.socket) -> None:
    """Serve an application on a socket of `listen` until interrupted, then close it."""
    config = uvicorn.Config(
        app,
        log_level="warning",
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=2,  # a page that follows a crawl must not hold Ctrl-C up
    )
    try:
        uvicorn.Server(config).run(sockets=[sock])
    finally:
        sock.close()
