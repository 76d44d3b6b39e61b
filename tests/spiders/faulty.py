"""A server on loopback that misbehaves on the wire: each path has a fault of its own.

`tests.spiders.loopback` answers by the book; here a route gets the bare socket, so that it can drip,
break off, or send what no server should.
"""

import gzip
import socket
import threading
import time
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

Route = Callable[[socket.socket], None]


@dataclass
class Faulty:
    """`routes` maps a path to what is done with the socket of whoever asks for it."""

    routes: dict[str, Route] = field(default_factory=dict)
    asked: list[tuple[str, float]] = field(default_factory=list)
    url: str = ""

    def paths(self) -> list[str]:
        return [path for path, _ in self.asked]


def answer(
    body: bytes | str = b"",
    status: str = "200 OK",
    content_type: str = "text/html; charset=utf-8",
    **headers: str,
) -> Route:
    """An answer by the book; `Retry_After="1"` becomes a header."""
    return lambda peer: peer.sendall(head(status, content_type, len(_bytes(body)), **headers) + _bytes(body))


def head(status: str, content_type: str, length: int | None, **headers: str) -> bytes:
    lines = [f"HTTP/1.1 {status}", "Connection: close", f"Content-Type: {content_type}"]
    lines += [] if length is None else [f"Content-Length: {length}"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1")


def _bytes(body: bytes | str) -> bytes:
    return body.encode() if isinstance(body, str) else body


def drip(seconds: float) -> Route:
    """A page that never comes to its end: one byte, a pause, one byte …"""

    def run(peer: socket.socket) -> None:
        peer.sendall(head("200 OK", "text/html", 100_000))
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            peer.sendall(b"<")
            time.sleep(0.1)

    return run


def silence(seconds: float) -> Route:
    """Not even a status line."""
    return lambda _peer: time.sleep(seconds)


def reset(peer: socket.socket) -> None:
    """Half a page, then RST."""
    peer.sendall(head("200 OK", "text/html", 5_000) + b"<html><body>half")
    peer.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")


def cut_short(body: str) -> Route:
    """Less than Content-Length promises, and a clean end."""
    return lambda peer: peer.sendall(head("200 OK", "text/html", len(body) + 999) + body.encode())


def cut_gzip(body: str) -> Route:
    """A gzip stream that ends in its middle, under a true Content-Length."""
    packed = gzip.compress(body.encode())
    return answer(packed[: len(packed) // 2], Content_Encoding="gzip")


def bomb(megabytes: int) -> Route:
    """A small gzip body that unpacks to a great deal; made piece by piece, so that it costs us nothing."""
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    packed = b"".join(packer.compress(b"\0" * 1024**2) for _ in range(megabytes)) + packer.flush()
    return answer(packed, Content_Encoding="gzip")


def huge(megabytes: int, *, stated: bool) -> Route:
    """More than anybody wants, with or without saying so beforehand."""

    def run(peer: socket.socket) -> None:
        peer.sendall(head("200 OK", "text/html", megabytes * 1024**2 if stated else None))
        for _ in range(megabytes):
            peer.sendall(b"x" * 1024**2)

    return run


def endless_headers(peer: socket.socket) -> None:
    """Header lines without end."""
    peer.sendall(b"HTTP/1.1 200 OK\r\n")
    for number in range(2_000_000):
        peer.sendall(f"X-Filler-{number}: {'y' * 200}\r\n".encode())


def garbage(peer: socket.socket) -> None:
    """No HTTP at all."""
    peer.sendall(b"\x16\x03\x01\x02\x00\x01" + bytes(range(256)) * 4)


@contextmanager
def faulty(address: str = "127.0.0.1") -> Iterator[Faulty]:
    """Serve until the block ends."""
    site = Faulty()
    listener = socket.create_server((address, 0), backlog=64)
    site.url = f"http://{address}:{listener.getsockname()[1]}"

    def attend(peer: socket.socket) -> None:
        with peer, suppress(OSError):
            asked = b""
            while b"\r\n\r\n" not in asked:
                block = peer.recv(65_536)
                if not block:
                    return
                asked += block
            path = asked.split(b" ", 2)[1].decode("latin-1")
            site.asked.append((path, time.monotonic()))
            site.routes.get(path, answer("gone", "404 Not Found"))(peer)
            with suppress(OSError):
                peer.shutdown(socket.SHUT_WR)

    def accept() -> None:
        with suppress(OSError):
            while True:
                peer, _ = listener.accept()
                threading.Thread(target=attend, args=(peer,), daemon=True).start()

    threading.Thread(target=accept, daemon=True).start()
    try:
        yield site
    finally:
        listener.close()
