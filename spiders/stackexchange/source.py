"""What caifeng knows about Stack Exchange."""

from spiders.source import FIXTURES_ONLY, Source
from spiders.stackexchange.parse import parse
from spiders.stackexchange.places import detect, seeds

SOURCE = Source(
    name="stackexchange",
    title="Stack Exchange",
    description="questions, answers and comments of Stack Overflow and the other sites of its network",
    proof=FIXTURES_ONLY,
    detect=detect,
    seeds=seeds,
    parse=parse,
    understands=frozenset({"query", "tag"}),
)
