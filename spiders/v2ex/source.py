"""What caifeng knows about V2EX."""

from spiders.source import FIXTURES_ONLY, Source
from spiders.v2ex.detect import detect
from spiders.v2ex.parse import parse
from spiders.v2ex.places import seeds

SOURCE = Source(
    name="v2ex",
    title="V2EX",
    description="topics and replies of V2EX: the newest, those of a node, or one topic",
    proof=FIXTURES_ONLY,
    detect=detect,
    seeds=seeds,
    parse=parse,
    understands=frozenset({"tag"}),
)
