"""Addresses of V2EX: the API's lists of topics, and the topics' replies."""

import re
from urllib.parse import unquote, urlencode, urlsplit

from crawler.pages import Link
from spiders.source import SeedSpec

_TOPIC = re.compile(r"^/t/(\d{1,12})")
_NODE = re.compile(r"^/go/([^/?#]+)")


def root_of(url: str) -> str:
    """Scheme and host."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def topics(root: str, **asked: str) -> str:
    """Topics by `id` or by `node_name`; without either the newest of all."""
    kind = "show" if asked else "latest"
    return f"{root}/api/topics/{kind}.json" + (f"?{urlencode(asked)}" if asked else "")


def replies(root: str, topic_id: int) -> str:
    """All replies to a topic."""
    return f"{root}/api/replies/show.json?{urlencode({'topic_id': topic_id})}"


def seeds(spec: SeedSpec) -> list[Link]:
    """One topic, the newest of a node (the site's word for a forum; also given as `tag`), or the newest."""
    root, path = root_of(spec.url), urlsplit(spec.url).path
    since = {"since": spec.since} if spec.since else {}
    topic, node = _TOPIC.match(path), _NODE.match(path)
    if topic:
        return [Link(topics(root, id=topic.group(1)))]
    wanted = spec.tag or (unquote(node.group(1)) if node else None)
    return [Link(topics(root, node_name=wanted) if wanted else topics(root), since)]
