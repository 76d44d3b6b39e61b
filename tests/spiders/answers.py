"""A loopback API: replies are computed from the address that was asked for."""

import json
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from tests.spiders.loopback import Hit, Loopback, Reply

JSON = {"Content-Type": "application/json; charset=utf-8"}


def as_json(value: Any, headers: Mapping[str, str] | None = None, status: int = 200) -> Reply:
    return Reply(json.dumps(value, ensure_ascii=False).encode(), status, {**JSON, **(headers or {})})


class Answers(dict[str, Reply | Callable[[list[Hit]], Reply]]):
    """Routes that ask a function (path, parameters) -> reply or None where none is fixed."""

    def __init__(self, answer: Callable[[str, dict[str, str]], Reply | None]) -> None:
        super().__init__()
        self._answer = answer

    def get(self, path: str, default: Any = None) -> Any:
        fixed = super().get(path)
        parts = urlsplit(path)
        return fixed or self._answer(parts.path, dict(parse_qsl(parts.query))) or default


def serve(site: Loopback, answer: Callable[[str, dict[str, str]], Reply | None]) -> None:
    """Let the site answer by this function."""
    site.routes = Answers(answer)
