"""Trades: which of them a study is about, so that the words of one trade do not name things of another.

Each file in `trades/` is the lexicon pack of a trade: `words` that posts of this trade name and others
do not, and concepts ("act", "object", "obstacle", "wish") that are looked for in such studies alone.
"""

import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from importlib.resources import files
from typing import Any

from crawler.errors import ConfigProblem
from mining.mappers.cues import CueIndex, CueSet, fold
from mining.taxonomy_model import Negation

MIN_SHARE = 0.04  # of the posts must name a word of the trade …
MIN_POSTS = 3  # … and so many of them at least

_IN_USE: ContextVar[frozenset[str] | None] = ContextVar("trades in use", default=None)


@cache
def packs() -> Mapping[str, Mapping[str, Any]]:
    """The pack of each trade by its id, in order of id. ConfigProblem for a file that cannot be read."""
    found = {}
    folder = files("mining.facets").joinpath("trades")
    for path in sorted(folder.iterdir(), key=lambda one: one.name):
        trade, dot, _ = path.name.rpartition(".toml")
        if dot:
            try:
                found[trade] = tomllib.loads(path.read_text(encoding="utf-8"))
            except tomllib.TOMLDecodeError as error:
                raise ConfigProblem(f"is not a pack of a trade: {error}", where=path.name) from error
    return found


def trade_label(trade: str, language: str) -> str:
    """How a trade is called in "zh" or "en"."""
    return str(packs()[trade]["label"][language != "zh"])


def trades_version() -> str:
    """The versions of all packs, for a run's fingerprint."""
    return ".".join(f"{trade}{pack['version']}" for trade, pack in packs().items())


def trades_of(texts: Iterable[str]) -> frozenset[str]:
    """The trades that the posts of a study are about; order changes nothing."""
    posts, named = 0, Counter[str]()
    for text in texts:
        posts += 1
        named.update({hit.key for hit in _index().find(fold(text).text)})
    return frozenset(
        trade for trade, count in named.items() if count >= MIN_POSTS and count >= MIN_SHARE * posts
    )


@contextmanager
def using_trades(trades: frozenset[str]) -> Iterator[None]:
    """Within it the concepts of these trades are looked for, and of no other trade."""
    token = _IN_USE.set(trades)
    try:
        yield
    finally:
        _IN_USE.reset(token)


def trades_in_use() -> frozenset[str]:
    """The trades whose concepts are looked for now: all of them, unless `using_trades` says otherwise."""
    chosen = _IN_USE.get()
    return frozenset(packs()) if chosen is None else chosen


@cache
def _index() -> CueIndex:
    words = {
        trade: tuple(word for part in pack["words"].values() for word in part.split("|"))
        for trade, pack in packs().items()
    }
    nothing = Negation(zh=(), not_zh=(), en=(), not_en=())
    return CueIndex([CueSet(trade, own) for trade, own in words.items()], nothing)
