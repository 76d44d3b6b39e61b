"""The posts of a django-machina topic."""

import re
from collections import Counter
from collections.abc import Sequence

from bs4 import Tag

from crawler.pages import Fetched
from crawler.records import RawPost
from spiders.common.django import read_django_date
from spiders.common.forum import Topic, attribute_at, digits, own_text, text_at
from spiders.common.places import absolute
from spiders.machina.places import Where

NOT_THE_AUTHORS = "blockquote"
_PROFILE = re.compile(r"/profile/(\d{1,18})/?$")


def read_posts(
    boxes: Sequence[Tag], place: Where, title: str | None, fetched: Fetched
) -> tuple[list[RawPost], Counter[str]]:
    """The posts in order, and what was there and is left out."""
    topic = Topic(place.source, f"t/{place.number}", title)
    skipped: Counter[str] = Counter()
    posts = []
    for number, box in enumerate(boxes):
        post_id = digits(str(box["id"]))
        words = box.select_one(".post-content")
        body = own_text(words, NOT_THE_AUTHORS) if words else ""
        if post_id is None or not body:
            skipped["without own words"] += 1
            continue
        author, sentence = _head(box, fetched.url)
        posts.append(
            topic.post(
                post_id,
                body,
                first=place.page == 1 and number == 0,
                posted=read_django_date(sentence, fetched.now),
                edited=read_django_date(_edited(box), fetched.now),
                url=place.post(post_id),
                author=author,
            )
        )
    return posts, skipped


def _head(box: Tag, url: str) -> tuple[str | None, str | None]:
    """The account's number or the guest's name, and the words that say when, without that name."""
    small = box.select_one(".subject ~ p small")
    if small is None:
        return None, None
    profile = _PROFILE.search(absolute(url, attribute_at(small, "a[href]", "href")) or "")
    if profile:
        return f"account {profile.group(1)}", _line(small)
    guest = text_at(box, ".post-sidebar .username b")
    return guest, _line(small).replace(guest or "", "", 1)


def _line(tag: Tag) -> str:
    return " ".join(own_text(tag, "a").split())


def _edited(box: Tag) -> str | None:
    """From "Last edited by: X on DATE, edited 2 times in total."."""
    notice = box.select_one(".edit-info small")
    return _line(notice) if notice else None
