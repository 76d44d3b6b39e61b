"""The same review in JSON-LD and in microdata is one review; what one leaves out the other may state."""

import re
from collections.abc import Sequence
from dataclasses import fields, replace

from crawler.records import RawPost

_ENOUGH = 20  # characters that two beginnings must share
_CUT = re.compile(r"(\.\.\.|…)$")


def merge(first: Sequence[RawPost], second: Sequence[RawPost]) -> list[RawPost]:
    """All posts of both, each once, in the order of `first`; every post pairs at most once."""
    left = list(second)
    merged = []
    for post in first:
        twin = next((index for index, other in enumerate(left) if _same(post, other)), None)
        merged.append(post if twin is None else _filled(post, left.pop(twin)))
    return merged + left


def _same(one: RawPost, other: RawPost) -> bool:
    if one.native_id and other.native_id:
        return one.native_id == other.native_id
    agree = (
        _agree(one.posted_at and one.posted_at[:10], other.posted_at and other.posted_at[:10])
        and _agree(one.author, other.author)
        and _agree(one.rating, other.rating)
    )
    return agree and _same_words(one.body, other.body)


def _agree(one: object, other: object) -> bool:
    return one is None or other is None or one == other


def _same_words(one: str, other: str) -> bool:
    short, long = sorted((_bare(one), _bare(other)), key=len)
    return short == long or (len(short) >= _ENOUGH and long.startswith(short))


def _bare(text: str) -> str:
    return re.sub(r"\s+", "", _CUT.sub("", text.strip()))


def _filled(post: RawPost, other: RawPost) -> RawPost:
    gaps = {f.name: getattr(other, f.name) for f in fields(post) if getattr(post, f.name) is None}
    longer = other.body if len(_bare(other.body)) > len(_bare(post.body)) else post.body
    return replace(post, **gaps, body=longer)
