"""What caifeng knows about phpBB."""

from spiders.phpbb.detect import detect
from spiders.phpbb.parse import parse
from spiders.phpbb.places import seeds
from spiders.source import FIXTURES_ONLY, Source

SOURCE = Source(
    name="phpbb",
    title="phpBB forum",
    description="posts of a phpBB 3 forum: the whole board, one forum or one topic",
    proof=FIXTURES_ONLY,
    detect=detect,
    seeds=seeds,
    parse=parse,
)
