"""What a profile knows beyond columns: time zones, ids that must not collide, addresses, and kinds."""

import re
from collections.abc import Mapping as Map
from dataclasses import replace
from html import unescape
from typing import Any

from crawler.dates import parse_date
from crawler.importing.profiles import Profile
from crawler.records import PostKind, RawPost

_NOBODY = ("", "0")  # how tools write "is no reply"
_NO_ZONE = re.compile(r"T[0-9:]+$")


def parent_of(parent: str | None, own: str | None) -> str | None:
    """The post that is replied to; "0", nothing and the post itself stand for none."""
    found = (parent or "").strip()
    return None if found in _NOBODY or found == (own or "").strip() else parent


def shaped(post: RawPost, profile: Profile, cells: Map[str, Any]) -> RawPost:
    """The post of a row as the profile's platform means it."""
    own, thread = post.native_id, post.thread_id
    url = post.url.partition("?")[0] if post.url and profile.bare_url else post.url
    if url is None and profile.link:
        url = _link(profile.link, own, thread)
    title, body = (unescape(text) if text and profile.unescape else text for text in (post.title, post.body))
    if profile.whole_text and title and (body or "").startswith(title.removesuffix("…").strip()):
        title = None
    return replace(
        post,
        kind=_kind(post, profile, cells),
        native_id=own and profile.prefix + own,
        parent_id=post.parent_id and profile.prefix + post.parent_id,
        url=url,
        title=title,
        body=body or "",
        posted_at=_zoned(post.posted_at_raw, profile.zone),
    )


def _link(template: str, own: str | None, thread: str | None) -> str | None:
    wanted = {"id": own, "thread": thread}
    parts = {name: value for name, value in wanted.items() if "{" + name + "}" in template}
    return template.format(**parts) if all(parts.values()) else None


def _kind(post: RawPost, profile: Profile, cells: Map[str, Any]) -> PostKind:
    if post.kind != profile.kind:  # a reply by its parent, or what the user says
        return post.kind
    if profile.in_threads and post.thread_id and post.native_id and post.thread_id != post.native_id:
        return "reply"
    said = str(cells.get(profile.kind_column)) if profile.kind_column else ""
    return profile.kinds.get(said, post.kind)


def _zoned(stated: str | None, zone: str | None) -> str | None:
    """An exact time with the zone that the tool writes in; None leaves the date to be read as it stands."""
    found = parse_date(stated) if stated and zone else None
    if found is None or zone is None or not _NO_ZONE.search(found.iso):
        return None
    moment = parse_date(f"{found.iso}{zone}")
    return moment.iso if moment else None
