"""RSS and Atom -> posts, and the feeds of comments under them.

Shapes: RSS 0.9x, 1.0, 2.0; RFC 4287 (Atom), RFC 4685 (threads), RFC 5005 (pages of a feed); the
modules content, dc, slash and wfw.
"""

from typing import Any
from urllib.parse import urldefrag, urlsplit

from lxml import etree

from crawler.pages import Fetched, Link, Page
from crawler.records import RawPost
from crawler.urls import checked_url
from spiders.common.api import dated, language_code, older_than
from spiders.common.html import decoded, plain_text, soup_of
from spiders.common.numbers import read_count
from spiders.common.places import absolute, host_of, same_host_link
from spiders.common.xml import NotXml, local_name, read_xml, xml_text
from spiders.feed.fields import (
    SLASH,
    THREAD,
    WFW,
    XML_LANG,
    author_of,
    body_of,
    child,
    date_of,
    entries_of,
    head_of,
    link_of,
    text,
)
from spiders.feed.places import feeds_of, is_feed

_LONGEST_ID = 200
_PUBLISHED = ("published", "pubDate", "{http://purl.org/dc/elements/1.1/}date", "issued", "updated")


def parse(fetched: Fetched) -> Page:
    """A feed, or a page that names some."""
    content_type = fetched.headers.get("content-type", "")
    words = decoded(fetched.body, content_type)
    if not is_feed(words):
        return _html_page(words, fetched)
    try:
        root = read_xml(fetched.body, content_type)
    except NotXml as error:
        return Page(problems=[f"no feed that can be read: {error}"])
    head = head_of(root)
    language = language_code(text(head, "language") or root.get(XML_LANG))
    entries = entries_of(root)
    posts = [_post(entry, language, fetched) for entry in entries]
    kept = [post for post in posts if post.body or post.title]
    links, expected = _comment_feeds(entries, posts, fetched)
    following = same_host_link(fetched.url, link_of(head, "next"))
    oldest = posts[-1].posted_at if posts else None
    if following and following != fetched.url and not older_than(oldest, fetched.hints.get("since")):
        links.append(Link(following, fetched.hints))
    skipped = {"without text": len(posts) - len(kept)} if len(kept) < len(posts) else {}
    return Page(posts=kept, next=links, expected=expected, skipped=skipped)


def _html_page(words: str, fetched: Fetched) -> Page:
    """The feeds that a page names; a feed's own link to a page is not taken for a place with feeds."""
    found = feeds_of(soup_of(words), fetched.url) if "seed" in fetched.hints else []
    hints = {name: value for name, value in fetched.hints.items() if name != "seed"}
    return Page(
        next=[Link(url, hints) for url in found],
        problems=[] if found else ["neither a feed nor a page that names one"],
    )


def _comment_feeds(
    entries: list[etree._Element], posts: list[RawPost], fetched: Fetched
) -> tuple[list[Link], dict[str, int]]:
    """Feeds of comments under entries that have some, and how many the entries state."""
    links, expected = [], {}
    for entry, post in zip(entries, posts, strict=True):
        named = text(entry, f"{WFW}commentRss", f"{WFW}commentRSS")
        replies = named or link_of(entry, "replies", "xml")
        stated = read_count(text(entry, f"{SLASH}comments", f"{THREAD}total"))
        url = same_host_link(fetched.url, replies)
        if url is None or stated == 0 or post.thread_id is None:
            continue
        hints = {"thread": post.thread_id, "parent": post.native_id or ""}
        links.append(Link(url, hints | ({"title": post.title} if post.title else {})))
        if stated:
            expected[f"comments of {post.thread_id}"] = stated
    return links, expected | ({"entries of " + fetched.url: len(posts)} if expected else {})


def _post(entry: etree._Element, language: str | None, fetched: Fetched) -> RawPost:
    address = link_of(entry, "alternate") or text(entry, "guid")
    url = checked_url(absolute(fetched.url, address))
    answered = child(entry, f"{THREAD}in-reply-to")
    number = text(entry, "guid", "id") or url
    is_comment = "thread" in fetched.hints or answered is not None or _leads_to_comment(url)
    title, name = text(entry, "title"), fetched.hints.get("title")
    posted, edited = date_of(entry, fetched.now, *_PUBLISHED), date_of(entry, fetched.now, "updated")
    was_edited = edited and posted and edited.iso != posted.iso
    named = plain_text(title) if title else None
    native = number if number and len(number) <= _LONGEST_ID else None
    above = (answered.get("ref") if answered is not None else None) or fetched.hints.get("parent") or None
    return RawPost(
        source=f"feed:{host_of(fetched.url)}",
        kind="comment" if is_comment else "post",
        body=body_of(entry),
        native_id=native,
        url=url,
        thread_id=fetched.hints.get("thread") or (_without_fragment(url) if is_comment else native),
        parent_id=above if is_comment else None,
        subject=name,
        title=None if is_comment else named,
        author=author_of(entry),
        **dated(posted),
        edited_at=edited.iso if edited and was_edited else None,
        language=language_code(entry.get(XML_LANG)) or language,
        attributes=_attributes(entry),
    )


def _leads_to_comment(url: str | None) -> bool:
    """Feeds of a site's comments link into the page that they stand on."""
    return url is not None and urlsplit(url).fragment.lower().startswith("comment")


def _without_fragment(url: str | None) -> str | None:
    return urldefrag(url).url if url else None


def _attributes(entry: etree._Element) -> dict[str, Any]:
    named = [
        found.get("term") or xml_text(found)
        for found in entry
        if local_name(found) in ("category", "subject")
    ]
    tags = [tag for tag in named if tag]
    return {"tags": tags} if tags else {}
