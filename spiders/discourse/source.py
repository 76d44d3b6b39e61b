"""What caifeng knows about Discourse."""

from spiders.discourse.detect import detect
from spiders.discourse.parse import parse
from spiders.discourse.places import seeds
from spiders.source import LIKE_THE_REAL_ONE, Source

SOURCE = Source(
    name="discourse",
    title="Discourse forum",
    description="posts of a Discourse forum: the whole forum, a category, a tag or one topic",
    proof=LIKE_THE_REAL_ONE,
    detect=detect,
    seeds=seeds,
    parse=parse,
    understands=frozenset({"query", "tag"}),
)
