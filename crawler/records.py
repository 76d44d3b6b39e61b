"""The records of the crawl side: a post as a parser saw it, and a post as it is stored."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

PostKind = Literal["review", "post", "reply", "question", "answer", "comment"]
BrandRole = Literal["own", "competitor", "category"]
Precision = Literal["second", "minute", "hour", "day", "month", "year"]

POST_KINDS: tuple[PostKind, ...] = ("review", "post", "reply", "question", "answer", "comment")


@dataclass(frozen=True, slots=True)
class RawPost:
    """A post as a parser or importer saw it: unmasked, so it is never written anywhere.

    Absent is None, present but empty is "". `author` is whatever names the author at the source
    (an account id is better than a nickname); it leaves memory only as a keyed hash.
    `posted_at` is ISO 8601 with offset when the parser knows it; `posted_at_raw` is what stood there.
    """

    source: str
    kind: PostKind
    body: str
    native_id: str | None = None
    url: str | None = None
    thread_id: str | None = None
    parent_id: str | None = None
    subject: str | None = None
    brand_role: BrandRole | None = None
    title: str | None = None
    rating: float | None = None
    rating_min: float | None = None
    rating_max: float | None = None
    likes: int | None = None
    author: str | None = None
    posted_at: str | None = None
    posted_at_raw: str | None = None
    posted_precision: Precision | None = None
    edited_at: str | None = None
    language: str | None = None
    attributes: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Post:
    """A post as stored: author keyed, text masked. `text` = title, newline, body (design §9).

    All times are ISO 8601; `posted_at` and `edited_at` in UTC where an offset was known.
    `fetched_at` is when this version was collected. `content_hash` covers title, body and rating.
    """

    id: str
    source: str
    native_id: str | None
    url: str | None
    thread_id: str | None
    parent_id: str | None
    kind: PostKind
    subject: str | None
    brand_role: BrandRole | None
    title: str | None
    body: str
    text: str
    rating: float | None
    rating_min: float | None
    rating_max: float | None
    likes: int | None
    author_key: str | None
    posted_at: str | None
    posted_at_raw: str | None
    posted_precision: Precision | None
    edited_at: str | None
    fetched_at: str
    language: str | None
    attributes: Mapping[str, Any]
    snapshot_id: str | None
    parser_version: str
    version: int
    content_hash: str
