"""What caifeng knows about isso."""

from spiders.isso.parse import parse
from spiders.isso.places import detect, seeds
from spiders.source import Source

SOURCE = Source(
    name="isso",
    title="isso comments",
    description="comments of a page that an isso server keeps, read without the page's scripts",
    proof="run against the real software (isso 0.14 on loopback), not yet checked live",
    detect=detect,
    seeds=seeds,
    parse=parse,
)
