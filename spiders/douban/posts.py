"""The posts of a Douban topic, and short reviews."""

import re
from collections import Counter
from datetime import timedelta, timezone

from bs4 import BeautifulSoup, Tag

from crawler.pages import Fetched
from crawler.records import RawPost
from spiders.common.dates import Stated
from spiders.common.forum import Topic, attribute, digits, own_text, text_at
from spiders.common.html import classes_of
from spiders.common.local_dates import read_local
from spiders.common.numbers import read_count
from spiders.common.places import host_of
from spiders.douban.places import Where

TIME_ZONE = timezone(timedelta(hours=8))  # one site, one clock: Beijing's
_PEOPLE = re.compile(r"/people/([\w.-]{1,60})")
_STARS = re.compile(r"allstar([1-5])0")
_SECTIONS = ("movie", "book", "music", "www", "m")
_PLACE = re.compile(
    r"(?<=:\d\d)\s+[\u4e00-\u9fff]{2,8}$"
)  # "2026-07-01 14:30:05 浙江": where the account was


def said(text: str | None, fetched: Fetched) -> Stated | None:
    """A date as Douban writes it, on its own clock; years may be missing."""
    return read_local(_PLACE.sub("", text) if text else None, fetched.now, TIME_ZONE)


def read_topic(soup: BeautifulSoup, place: Where, fetched: Fetched) -> tuple[list[RawPost], Counter[str]]:
    """The topic (on its first page) and the replies, and what was there and is left out."""
    skipped: Counter[str] = Counter()
    topic = Topic("douban:group", f"topic/{place.name}", text_at(soup, "h1") or fetched.hints.get("title"))
    posts = _opening(soup, topic, place, fetched) if not place.start else []
    for item in soup.select("ul#comments > li[data-cid], ul#comments > li[id]"):
        found = _reply(item, topic, place, fetched)
        if isinstance(found, RawPost):
            posts.append(found)
        else:
            skipped[found] += 1
    return posts, skipped


def _reply(item: Tag, topic: Topic, place: Where, fetched: Fetched) -> RawPost | str:
    reply_id = digits(attribute(item, "data-cid") or attribute(item, "id"))
    words = item.select_one(".reply-content")
    if words is None or "deleted" in classes_of(item):
        return "deleted"
    body = own_text(words, ".reply-quote, blockquote")
    if reply_id is None or not body:
        return "without own words"
    quotes = item.select_one(".reply-quote, .reply-quote-content")
    return topic.post(
        reply_id,
        body,
        first=False,
        posted=said(text_at(item, ".pubtime"), fetched),
        url=f"{place.root}/group/topic/{place.name}/#{reply_id}",
        author=_author(item),
        likes=_votes(text_at(item, ".comment-vote")),
        attributes={"answers_a_reply": True} if quotes else {},  # the page does not say which one
    )


def _opening(soup: BeautifulSoup, topic: Topic, place: Where, fetched: Fetched) -> list[RawPost]:
    words = soup.select_one(".topic-richtext, .topic-content .topic-doc .topic-content, .topic-content")
    if words is None or topic.title is None:
        return []
    head = soup.select_one(".topic-doc, #topic-content, .topic-content") or soup
    post = topic.post(
        f"t{place.name}",  # topics and replies are numbered apart
        own_text(words, ".topic-meta, .image-caption, h3, .create-time"),
        first=True,
        posted=said(text_at(soup, ".create-time"), fetched),
        url=f"{place.root}/group/topic/{place.name}/",
        author=_author(head),
    )
    return [post]


def _votes(text: str | None) -> int | None:
    """From "赞 (3)"; without a number nobody did."""
    return None if text is None else read_count(text) or 0


def _author(tag: Tag | BeautifulSoup) -> str | None:
    """The account that a profile's link names."""
    for link in tag.select("a[href*='/people/']"):
        found = _PEOPLE.search(str(link["href"]))
        if found:
            return f"account {found.group(1)}"
    return None


def read_reviews(soup: BeautifulSoup, place: Where, fetched: Fetched) -> tuple[list[RawPost], Counter[str]]:
    """The short reviews of a page, and what was there and is left out."""
    skipped: Counter[str] = Counter()
    posts = []
    section = host_of(place.root).partition(".")[0]
    source = f"douban:{section if section in _SECTIONS else 'reviews'}"
    subject = _subject(soup)
    for item in soup.select(".comment-item[data-cid]"):
        review_id = digits(attribute(item, "data-cid"))
        words = item.select_one(".comment-content .short, span.short, .comment-content")
        body = own_text(words) if words else ""
        if review_id is None or not body:
            skipped["without own words"] += 1
            continue
        posts.append(_review(item, review_id, body, source, subject, place, fetched))
    return posts, skipped


def _review(
    item: Tag, review_id: str, body: str, source: str, subject: str | None, place: Where, fetched: Fetched
) -> RawPost:
    when = item.select_one(".comment-time")
    stated = attribute(when, "title") or (when.get_text(" ", strip=True) if when else None)
    posted = said(stated, fetched)
    rating = _stars(item)
    return RawPost(
        source=source,
        kind="review",
        body=body,
        native_id=review_id,
        url=f"{place.root}/subject/{place.name}/comments?status=P#{review_id}",
        thread_id=f"subject/{place.name}",
        subject=subject,
        rating=rating,
        rating_min=1.0 if rating else None,
        rating_max=5.0 if rating else None,
        likes=read_count(text_at(item, ".votes, .vote-count")),
        author=_author(item.select_one(".comment-info") or item),
        posted_at=posted.iso if posted else None,
        posted_at_raw=posted.raw if posted else None,
        posted_precision=posted.precision if posted else None,
    )


def _stars(item: Tag) -> float | None:
    """Class allstar50 is five stars; those who gave none have no such class."""
    for tag in item.select("[class*=allstar]"):
        for name in classes_of(tag):
            found = _STARS.fullmatch(name)
            if found:
                return float(found.group(1))
    return None


def _subject(soup: BeautifulSoup) -> str | None:
    """From the heading "茶馆 短评"."""
    heading = text_at(soup, "#content h1, h1")
    return re.sub(r"\s*(?:的)?短评$", "", heading) or None if heading else None
