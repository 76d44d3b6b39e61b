"""What caifeng knows about Flarum."""

from spiders.flarum.detect import detect
from spiders.flarum.parse import parse
from spiders.flarum.places import seeds
from spiders.source import FIXTURES_ONLY, Source

SOURCE = Source(
    name="flarum",
    title="Flarum forum",
    description="posts of a Flarum forum: the whole forum, a tag, a search or one discussion",
    proof=FIXTURES_ONLY,
    detect=detect,
    seeds=seeds,
    parse=parse,
    understands=frozenset({"query", "tag"}),
)
