"""What caifeng knows about MyBB."""

from spiders.mybb.detect import detect
from spiders.mybb.parse import parse
from spiders.mybb.places import seeds
from spiders.source import FIXTURES_ONLY, Source

SOURCE = Source(
    name="mybb",
    title="MyBB forum",
    description="posts of a MyBB 1.8 forum: the whole board, one forum or one thread",
    proof=FIXTURES_ONLY,
    detect=detect,
    seeds=seeds,
    parse=parse,
)
