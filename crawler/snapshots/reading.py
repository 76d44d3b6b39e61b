"""Snapshots read again: as pages for a parser, and as something safe to look at."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

import nh3

from crawler.pages import Fetched, Page
from crawler.privacy import AuthorKey
from crawler.records import RawPost
from crawler.snapshots.bodies import Bodies
from crawler.snapshots.people import is_author_key
from crawler.store import Store
from crawler.store.snapshots import Snapshot, get_snapshot


def fetched_of(snapshot: Snapshot, body: bytes) -> Fetched:
    """The page as its parser would have got it; relative dates count from when it was fetched."""
    when = datetime.fromisoformat(snapshot.fetched_at)
    return Fetched(body, snapshot.url, snapshot.headers, when, snapshot.hints)


def with_keys(page: Page, authors: Mapping[str, str]) -> Page:
    """The page with the authors as they stand in a scrubbed snapshot turned into keys."""
    return replace(page, posts=[_keyed(post, authors) for post in page.posts])


def _keyed(post: RawPost, authors: Mapping[str, str]) -> RawPost:
    if post.author is None:
        return post
    key = authors.get(post.author) or (post.author if is_author_key(post.author) else None)
    return post if key is None else replace(post, author=AuthorKey(key))


@dataclass(frozen=True, slots=True)
class Shown:
    """A snapshot as it may be shown. `html` is cleaned and holds no script, style, image or form."""

    snapshot_id: str
    url: str
    fetched_at: str
    parser_version: str
    raw: bool
    html: str | None
    text: str


def shown_snapshot(store: Store, study_folder: Path, post_id: str) -> Shown | None:
    """The page that a post was last read from, safe to show; None where there is none (any more).

    Raises StoreProblem when the file of bodies is damaged.
    """
    snapshot_id = store.value("SELECT snapshot_id FROM posts WHERE id = ?", (post_id,))
    snapshot = get_snapshot(store, snapshot_id)
    if snapshot is None:
        return None
    bodies = Bodies(study_folder)
    try:
        body = bodies.get(snapshot.body)
    finally:
        bodies.close()
    if body is None:
        return None
    text = body.decode(_charset(snapshot), "replace")
    is_html = "html" in snapshot.headers.get("content-type", "")
    return Shown(
        snapshot.id, snapshot.url, snapshot.fetched_at, snapshot.parser_version, snapshot.raw,
        _safe(text) if is_html else None, _plain(text) if is_html else text,
    )  # fmt: skip


def _charset(snapshot: Snapshot) -> str:
    _, _, said = snapshot.headers.get("content-type", "").partition("charset=")
    name = said.split(";")[0].strip(" \"'") or "utf-8"
    try:
        "".encode(name)
    except LookupError:
        return "utf-8"
    return name


def _safe(text: str) -> str:
    allowed = nh3.ALLOWED_TAGS - {"img", "map", "area"}
    rel = "noopener noreferrer nofollow"
    return nh3.clean(text, tags=allowed, url_schemes={"http", "https"}, link_rel=rel)


def _plain(text: str) -> str:
    lines = (" ".join(line.split()) for line in nh3.clean(text, tags=set()).splitlines())
    return "\n".join(line for line in lines if line)
