"""A model's endpoint on loopback that can misbehave in the ways that real ones do."""

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Reply = Callable[["Handler", dict[str, Any]], None]


class Handler(BaseHTTPRequestHandler):
    """Notes every request and lets the server's `reply` answer it."""

    server: "Stub"

    def do_POST(self) -> None:
        size = int(self.headers.get("Content-Length", 0))
        body = json.loads(self.rfile.read(size))
        self.server.seen.append((self.path, dict(self.headers), body))
        try:
            self.server.reply(self, body)
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True

    def send(self, status: int, content: bytes, **headers: str) -> None:
        """One whole answer."""
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def say(self, text: str, tokens: int = 200) -> None:
        """A chat completion."""
        message = {"role": "assistant", "content": text}
        answer = {"choices": [{"message": message}], "usage": {"total_tokens": tokens}}
        self.send(200, json.dumps(answer, ensure_ascii=False).encode())

    def log_message(self, *_: object) -> None:
        """Quiet."""


class Stub(ThreadingHTTPServer):
    """The server, what it saw, and how it answers."""

    daemon_threads = True

    def __init__(self, reply: Reply) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.reply = reply
        self.seen: list[tuple[str, dict[str, str], dict[str, Any]]] = []

    @property
    def endpoint(self) -> str:
        """What stands in study.toml."""
        return f"http://127.0.0.1:{self.server_address[1]}/v1"


@contextmanager
def serving(reply: Reply) -> Iterator[Stub]:
    """A stub that runs until the end of the block."""
    server = Stub(reply)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()


def asked(body: dict[str, Any]) -> dict[str, Any]:
    """The evidence that a request holds."""
    found: dict[str, Any] = json.loads(body["messages"][1]["content"])
    return found


def drip(handler: Handler, _body: dict[str, Any]) -> None:
    """A byte now and then, for ever: no single wait is long."""
    handler.send_response(200)
    handler.send_header("Content-Length", "1000")
    handler.end_headers()
    for _ in range(200):
        handler.wfile.write(b" ")
        handler.wfile.flush()
        time.sleep(0.05)
