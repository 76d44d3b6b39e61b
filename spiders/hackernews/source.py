"""What caifeng knows about Hacker News."""

from spiders.hackernews.parse import parse
from spiders.hackernews.places import detect, seeds
from spiders.source import FIXTURES_ONLY, Source

SOURCE = Source(
    name="hackernews",
    title="Hacker News",
    description="stories and comments of Hacker News: a search, a list such as Ask HN, or one item's tree",
    proof=FIXTURES_ONLY,
    detect=detect,
    seeds=seeds,
    parse=parse,
    newest_first=True,
    understands=frozenset({"query", "tag"}),
)
