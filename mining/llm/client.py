"""One question to an OpenAI-compatible endpoint over plain HTTP: bounded in time, size and tries."""

import http.client
import json
import math
import socket
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any

from mining.llm.guard import Place, connection

MAX_ANSWER = 64 * 1024  # bytes; a name needs a few hundred
MAX_REST = 30.0  # seconds that a Retry-After is waited for
TRIES = 3
PAUSE = 1.0
_BUSY = (429, 503)

Message = Mapping[str, str]


class NoAnswer(Exception):
    """No usable answer. `reason` is a word for the run's counts; `last` means that asking on is useless."""

    def __init__(self, reason: str, *, last: bool = False) -> None:
        super().__init__(reason)
        self.reason = reason
        self.last = last


@dataclass(frozen=True, slots=True)
class Answer:
    """What the model wrote, and the tokens that the endpoint says it cost (0 where it says nothing)."""

    text: str
    tokens: int


@dataclass(frozen=True, slots=True)
class Client:
    """An endpoint with its model and key. `seconds` bounds one try as a whole, not only its silences."""

    place: Place
    model: str
    key: str
    seconds: float = 60.0
    sleep: Callable[[float], None] = time.sleep

    def ask(self, messages: Sequence[Message], max_tokens: int) -> Answer:
        """The answer to messages. Raises NoAnswer."""
        body = json.dumps(
            {"model": self.model, "messages": list(messages), "temperature": 0, "max_tokens": max_tokens},
            ensure_ascii=False,
        ).encode("utf-8", "replace")
        for left in range(TRIES - 1, -1, -1):
            status, rest, content = self._post(body)
            if status == 200:
                return _read(content)
            if 300 <= status < 400:
                raise NoAnswer("redirect", last=True)  # the key must not go where nobody sent it
            if status in _BUSY or status >= 500:
                if left and rest <= MAX_REST:
                    self.sleep(rest)
                    continue
                raise NoAnswer("busy" if status in _BUSY else "server_error")
            raise NoAnswer("refused_by_endpoint", last=status in (401, 403, 404))
        raise NoAnswer("busy")

    def _post(self, body: bytes) -> tuple[int, float, bytes]:
        """Status, seconds to wait before another try, and the body of one try."""
        made = connection(self.place, self.seconds)
        headers = {"Content-Type": "application/json", "Accept-Encoding": "identity"}
        if self.key:
            headers["Authorization"] = f"Bearer {self.key}"
        try:
            with _deadline(made, self.seconds) as held:
                made.request("POST", self.place.path, body, headers)
                held.append(made.sock)  # the connection lets go of it while the answer is still read
                found = made.getresponse()
                content = found.read(MAX_ANSWER + 1)
        except TimeoutError as error:
            raise NoAnswer("slow") from error
        except (OSError, http.client.HTTPException) as error:
            raise NoAnswer("unreachable") from error
        finally:
            made.close()
        if len(content) > MAX_ANSWER:
            raise NoAnswer("huge_answer")
        return found.status, _rest(found.headers.get("Retry-After")), content


@contextmanager
def _deadline(made: http.client.HTTPConnection, seconds: float) -> Iterator[list[socket.socket]]:
    """End the exchange after so many seconds, also one whose bytes drip. Raises TimeoutError.

    The sockets in the list given are shut then, besides the connection's own.
    """
    over = threading.Event()
    held: list[socket.socket] = []

    def end() -> None:
        over.set()
        for one in (*held, made.sock):
            if one is not None:
                with suppress(OSError):
                    one.shutdown(socket.SHUT_RDWR)

    timer = threading.Timer(seconds, end)
    timer.daemon = True
    timer.start()
    try:
        yield held
    except Exception as error:
        if over.is_set():
            raise TimeoutError from error
        raise
    finally:
        timer.cancel()
    if over.is_set():  # the end came as a short body
        raise TimeoutError


def _rest(header: str | None) -> float:
    """Retry-After in seconds; a date or nonsense counts as a short pause."""
    try:
        seconds = float(header) if header is not None else PAUSE
    except ValueError:
        return PAUSE
    return max(0.0, seconds) if math.isfinite(seconds) else math.inf


def _read(content: bytes) -> Answer:
    try:
        data: Any = json.loads(content.decode("utf-8"))
        text = data["choices"][0]["message"]["content"]
    except (UnicodeDecodeError, ValueError, KeyError, IndexError, TypeError, RecursionError) as error:
        raise NoAnswer("invalid_json") from error
    if not isinstance(text, str):
        raise NoAnswer("invalid_json")
    usage = data.get("usage")
    said = usage.get("total_tokens") if isinstance(usage, dict) else 0
    tokens = said if isinstance(said, int) and not isinstance(said, bool) and said > 0 else 0
    return Answer(text, min(tokens, 10**9))
