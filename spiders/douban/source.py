"""What caifeng knows about Douban."""

from spiders.douban.detect import detect
from spiders.douban.parse import parse
from spiders.douban.places import seeds
from spiders.source import FIXTURES_ONLY, Source

SOURCE = Source(
    name="douban",
    title="Douban groups and short reviews",
    description="topics of a Douban group with their replies, or the short reviews of a film, book or record",
    proof=FIXTURES_ONLY,
    detect=detect,
    seeds=seeds,
    parse=parse,
)
