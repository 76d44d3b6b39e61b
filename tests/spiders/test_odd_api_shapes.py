"""Whatever an API puts into a field, parsers do not break and what they give can be stored."""

import json
import random
from collections.abc import Iterator
from typing import Any

import pytest

from crawler.pages import Fetched
from crawler.store import Store
from crawler.study import Study
from spiders.registry import get_source
from tests.spiders.pages import FIXTURES, NOW
from tests.spiders.test_odd_shapes import ODD, stored

BLUESKY, LEMMY = "https://public.api.bsky.app/xrpc/x?cursor=1", "https://l.example.org"
STACK = "https://api.stackexchange.com/2.3"
CASES = {
    "appstore": [("page", "https://itunes.apple.com/us/rss/customerreviews/page=1/id=1/sortby=mostrecent/json")],
    "bluesky": [(name, BLUESKY) for name in ("feed", "search", "thread")],
    "hackernews": [(name, "https://hn.algolia.com/api/v1/x?numericFilters=a") for name in ("search", "item")],
    "lemmy": [
        *((f"{kind}{v}", f"{LEMMY}/api/v{v}/x?page=a") for kind in ("posts", "comments") for v in (3, 4)),
        ("places", f"{LEMMY}/.well-known/nodeinfo"),
        ("nodeinfo", f"{LEMMY}/nodeinfo/2.1"),
    ],
    "mastodon": [
        ("tag", "https://m.example.org/api/v1/timelines/tag/x"),
        ("context", "https://m.example.org/api/v1/statuses/1/context"),
        ("account", "https://m.example.org/api/v1/accounts/lookup?acct=a"),
    ],
    "stackexchange": [(name, f"{STACK}/{name}?page=²") for name in ("questions", "answers", "comments")],
    "steam": [("first", "https://store.steampowered.com/appreviews/1?cursor=x")],
}  # fmt: skip
ONE_OF_EACH = [(name, case, url) for name, cases in CASES.items() for case, url in cases]


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The way to each value within a JSON value."""
    yield path
    parts = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, part in parts:
        yield from places(part, (*path, key))


def with_odd(value: Any, way: tuple[Any, ...], odd: Any) -> Any:
    """The value with another in one place."""
    if not way:
        return odd
    copy = dict(value) if isinstance(value, dict) else list(value)
    copy[way[0]] = with_odd(value[way[0]], way[1:], odd)
    return copy


@pytest.mark.parametrize(("name", "case", "url"), ONE_OF_EACH)
def test_any_field_may_hold_anything(store: Store, study: Study, name: str, case: str, url: str) -> None:
    source = get_source(name)
    assert source is not None
    data = json.loads((FIXTURES / name / case / "page.json").read_text(encoding="utf-8"))
    ways, chance = list(places(data)), random.Random(7)
    for way in ways:
        body = json.dumps(with_odd(data, way, chance.choice(ODD))).encode()
        hints = {"since": "2026-01-01", "thread": "1"} if chance.random() < 0.5 else {}
        fetched = Fetched(body, url, {"link": "<http://[::1>; rel=next"}, NOW, hints)
        assert 0 <= source.detect(fetched).score <= 1
        stored(store, study, source.parse(fetched))
    several = data
    for way in chance.sample(ways, min(len(ways), 5)):
        try:
            several = with_odd(several, way, chance.choice(ODD))
        except (KeyError, IndexError, TypeError):  # what it led through was replaced before
            continue
    stored(store, study, source.parse(Fetched(json.dumps(several).encode(), url, {}, NOW)))
