"""What caifeng knows about Discuz!."""

from spiders.discuz.detect import detect
from spiders.discuz.parse import parse
from spiders.discuz.places import seeds
from spiders.source import FIXTURES_ONLY, Source

SOURCE = Source(
    name="discuz",
    title="Discuz! X3 forum",
    description="posts and comments of a Discuz! X3 forum: the whole board, one forum or one thread",
    proof=FIXTURES_ONLY,
    detect=detect,
    seeds=seeds,
    parse=parse,
)
