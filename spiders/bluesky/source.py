"""What caifeng knows about Bluesky."""

from spiders.bluesky.parse import parse
from spiders.bluesky.places import detect, seeds
from spiders.source import FIXTURES_ONLY, Source

SOURCE = Source(
    name="bluesky",
    title="Bluesky",
    description="public posts on Bluesky: a search, a hashtag, a profile, or one post with its replies",
    proof=FIXTURES_ONLY,
    detect=detect,
    seeds=seeds,
    parse=parse,
    newest_first=True,
    understands=frozenset({"query", "tag"}),
)
