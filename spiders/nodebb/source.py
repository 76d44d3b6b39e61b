"""What caifeng knows about NodeBB."""

from spiders.nodebb.detect import detect
from spiders.nodebb.parse import parse
from spiders.nodebb.places import seeds
from spiders.source import FIXTURES_ONLY, Source

SOURCE = Source(
    name="nodebb",
    title="NodeBB forum",
    description="posts of a NodeBB forum: the whole forum, a category, a tag or one topic",
    proof=FIXTURES_ONLY,
    detect=detect,
    seeds=seeds,
    parse=parse,
    understands=frozenset({"tag"}),
)
