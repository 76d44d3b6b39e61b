"""What caifeng knows about Lemmy."""

from spiders.lemmy.parse import parse
from spiders.lemmy.places import detect, seeds
from spiders.source import FIXTURES_ONLY, Source

SOURCE = Source(
    name="lemmy",
    title="Lemmy",
    description="posts and comments of a Lemmy server: a community, a post, a search, or all that it knows",
    proof=FIXTURES_ONLY,
    detect=detect,
    seeds=seeds,
    parse=parse,
    understands=frozenset({"query", "tag"}),
)
