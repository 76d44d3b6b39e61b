"""Addresses of Discourse: where a forum begins, and the JSON behind each kind of page."""

import re
from dataclasses import dataclass
from urllib.parse import quote, urlencode, urlsplit, urlunsplit

from crawler.pages import Link
from spiders.common.places import host_of, same_host_link
from spiders.source import SeedSpec

_MARKS = re.compile(r"/(?:t|c|tag|tags|latest|top|new|categories|posts|search|u|g)(?:/|\.json|\?|$)")
_TOPIC = re.compile(r"/t/(?:[^/]+/)?(\d+)(?:/\d+)?(?:\.json)?/?$")
_CATEGORY = re.compile(r"/c/(.+?)(?:/l/\w+)?(?:\.json)?/?$")
_TAG = re.compile(r"/tags?/(.+?)(?:/l/\w+)?(?:\.json)?/?$")
BATCH = 20  # posts that one call of posts.json gives at the most


@dataclass(frozen=True, slots=True)
class Forum:
    """A forum: `root` is the address that its paths are added to, without a slash at the end."""

    root: str

    @property
    def source(self) -> str:
        """The name of the source in a post: one forum, whatever scheme or port it is read through."""
        return f"discourse:{host_of(self.root)}{urlsplit(self.root).path}"

    def topic(self, topic_id: int | str) -> str:
        """JSON of a topic: its first 20 posts, and the ids of all."""
        return f"{self.root}/t/{topic_id}.json"

    def posts(self, topic_id: int | str, ids: list[int]) -> str:
        """JSON of some posts of a topic."""
        return f"{self.root}/t/{topic_id}/posts.json?" + urlencode([("post_ids[]", i) for i in ids])

    def list_page(self, more_topics_url: str | None) -> str | None:
        """JSON of a list's next page, which is given as the address of the HTML page."""
        found = same_host_link(self.root + "/", more_topics_url)
        if found is None:
            return None
        parts = urlsplit(found)
        path = parts.path if parts.path.endswith(".json") else parts.path + ".json"
        return urlunsplit((parts.scheme, parts.netloc, path, parts.query, ""))


def forum_of(url: str) -> Forum:
    """The forum that an address belongs to; also where it lives in a sub-folder of its host."""
    parts = urlsplit(url)
    mark = _MARKS.search(parts.path)
    folder = parts.path[: mark.start()] if mark else parts.path.rstrip("/")
    return Forum(f"{parts.scheme}://{parts.netloc}{folder}")


def topic_id_of(url: str) -> str | None:
    """The topic's number in an address, or None."""
    found = _TOPIC.search(urlsplit(url).path)
    return found.group(1) if found else None


def seeds(spec: SeedSpec) -> list[Link]:
    """Where to begin: one topic, a category, a tag, a search, or the newest topics of all."""
    forum = forum_of(spec.url)
    path = urlsplit(spec.url).path
    topic = topic_id_of(spec.url)
    since = {"since": spec.since} if spec.since else {}
    if topic:
        return [Link(forum.topic(topic))]
    if spec.query:
        return [Link(f"{forum.root}/search.json?" + urlencode({"q": spec.query, "page": 1}), since)]
    if spec.tag:
        return [Link(f"{forum.root}/tag/{quote(spec.tag)}.json", since)]
    category, tag = _CATEGORY.search(path), _TAG.search(path)
    if category:
        return [Link(f"{forum.root}/c/{category.group(1)}.json", since)]
    if tag:
        return [Link(f"{forum.root}/tag/{tag.group(1)}.json", since)]
    return [Link(f"{forum.root}/latest.json", since)]
