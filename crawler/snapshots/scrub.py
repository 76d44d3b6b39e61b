"""One page in, the same page without people out; a parser reads the same posts from both."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlsplit

from crawler.pages import TakenPage
from crawler.privacy import Pseudonymiser
from crawler.snapshots.people import People
from crawler.snapshots.scrub_html import scrub_html
from crawler.snapshots.scrub_json import scrub_value, texts_of


@dataclass(frozen=True, slots=True)
class Scrubbed:
    """A page that may be kept. `keys`: authors as a parser reads them from it -> author keys."""

    body: bytes
    content_type: str
    keys: Mapping[str, str]


def scrub(page: TakenPage, authors: Pseudonymiser, *, masking: bool) -> Scrubbed:
    """Replace the authors that the parser gave, links to profiles, and (with `masking`) personal data.

    The result is UTF-8 whatever the page was. What a pattern cannot know stays: names in running text.
    """
    people = People(authors, page.posts[0].source if page.posts else page.source)
    people.protected.update(page.fetched.hints.values())  # what the study itself asked for
    for link in page.links:  # the way on must stay open
        people.protected.update((link, *(value for _, value in parse_qsl(urlsplit(link).query))))
    said = page.fetched.headers.get("content-type", "")
    value = _json(page.text)
    if value is not None:
        people.add_posts(page.posts, texts_of(value))
        found = scrub_value(
            value, people, masking=masking,
            markup=lambda text: scrub_html(f">{text}<", people, _bodies(page), masking=masking)[1:-1],
        )  # fmt: skip
        body = json.dumps(found, ensure_ascii=False, separators=(",", ":"))
    else:
        people.add_posts(page.posts, page.text)
        body = scrub_html(page.text, people, _bodies(page), masking=masking)
    kind = said.partition(";")[0].strip() or "text/html"
    return Scrubbed(body.encode("utf-8", "replace"), f"{kind}; charset=utf-8", people.keys)


def _bodies(page: TakenPage) -> list[str]:
    return [" ".join(f"{post.title or ''} {post.body}".split()) for post in page.posts]


def _json(text: str) -> dict[str, object] | list[object] | None:
    start = text.lstrip("\ufeff \t\r\n")[:1]
    if start not in ("{", "["):
        return None
    try:
        found = json.loads(text.lstrip("\ufeff"))
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict | list) else None
