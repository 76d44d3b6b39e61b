"""Scrapy requests as JSON and back. No pickle: a study that somebody sends us must not be able to run code.

What is kept: address, method, body, headers, meta and keyword arguments that JSON can hold, and the
names of the spider's methods that read the answer.
"""

import json
from base64 import b64decode, b64encode
from collections.abc import Callable
from typing import Any

from scrapy import Request, Spider

ROW = "frontier_row"  # key in a request's meta: its number in the frontier


class Unkeepable(TypeError):
    """A request that cannot be written down: a programming error in a spider."""


def encode(request: Request, spider: Spider) -> str:
    """The request as JSON; what stands at its default is left out. Raises Unkeepable."""
    meta = {key: value for key, value in request.meta.items() if key != ROW}
    kept = {
        "url": request.url,
        "callback": _name_of(request.callback, spider),
        "errback": _name_of(request.errback, spider),
        "method": None if request.method == "GET" else request.method,
        "body": b64encode(request.body).decode("ascii"),
        "headers": {
            name.decode("latin-1"): [value.decode("latin-1") for value in values]
            for name, values in request.headers.items()
        },
        "meta": meta,
        "cb_kwargs": request.cb_kwargs,
        "dont_filter": request.dont_filter or None,
    }
    try:
        return json.dumps({name: value for name, value in kept.items() if value}, ensure_ascii=False)
    except (TypeError, ValueError) as error:
        raise Unkeepable(f"a request to {request.url} holds what JSON cannot: {error}") from error


def decode(text: str, spider: Spider, *, row: int, priority: int) -> Request:
    """The request again, with its number in `meta`. Raises Unkeepable when the spider lost a method."""
    kept = json.loads(text)
    return Request(
        kept["url"],
        callback=_method(kept.get("callback"), spider),
        errback=_method(kept.get("errback"), spider),
        method=kept.get("method", "GET"),
        body=b64decode(kept.get("body", "")),
        headers=kept.get("headers"),
        meta={**kept.get("meta", {}), ROW: row},
        cb_kwargs=kept.get("cb_kwargs"),
        dont_filter=kept.get("dont_filter", False),
        priority=priority,
    )


def _name_of(function: Callable[..., Any] | None, spider: Spider) -> str | None:
    if function is None:
        return None
    name = getattr(function, "__name__", "")
    if getattr(function, "__self__", None) is not spider or not hasattr(spider, name):
        raise Unkeepable(f"{function!r} is no method of the spider, so a later process could not find it")
    return name


def _method(name: str | None, spider: Spider) -> Callable[..., Any] | None:
    if name is None:
        return None
    found = getattr(spider, name, None)
    if not callable(found):
        raise Unkeepable(f"the spider {spider.name} has no method {name!r} any more")
    return found  # type: ignore[no-any-return]
