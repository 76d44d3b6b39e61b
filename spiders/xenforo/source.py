"""What caifeng knows about XenForo 2."""

from spiders.source import FIXTURES_ONLY, Source
from spiders.xenforo.detect import detect
from spiders.xenforo.parse import parse
from spiders.xenforo.places import seeds

SOURCE = Source(
    name="xenforo",
    title="XenForo 2 forum",
    description="posts of a XenForo 2 forum: the whole board, one forum or one thread",
    proof=FIXTURES_ONLY,
    detect=detect,
    seeds=seeds,
    parse=parse,
)
