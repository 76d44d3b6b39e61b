"""What caifeng knows about feeds."""

from spiders.feed.parse import parse
from spiders.feed.places import detect, seeds
from spiders.source import FIXTURES_ONLY, Source

SOURCE = Source(
    name="feed",
    title="RSS and Atom feeds",
    description="entries of an RSS or Atom feed, and the comments whose feeds they name",
    proof=FIXTURES_ONLY,
    detect=detect,
    seeds=seeds,
    parse=parse,
    newest_first=True,
)
