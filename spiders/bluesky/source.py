"""What caifeng knows about Bluesky."""

from spiders.bluesky.parse import parse
from spiders.bluesky.places import detect, seeds
from spiders.source import LIKE_THE_REAL_ONE, Source

SOURCE = Source(
    name="bluesky",
    title="Bluesky",
    description="public posts on Bluesky: a search, a hashtag, a profile, or one post with its replies",
    proof=LIKE_THE_REAL_ONE,
    detect=detect,
    seeds=seeds,
    parse=parse,
    newest_first=True,
    understands=frozenset({"query", "tag"}),
)
