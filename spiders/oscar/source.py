"""What caifeng knows about django-oscar."""

from spiders.oscar.detect import detect
from spiders.oscar.parse import parse
from spiders.oscar.places import seeds
from spiders.source import Source

SOURCE = Source(
    name="oscar",
    title="django-oscar shop",
    description="product reviews of a django-oscar shop: the whole shop, a category, a search or one product",
    proof="run against the real software (django-oscar 4.2 on loopback), not yet checked live",
    detect=detect,
    seeds=seeds,
    parse=parse,
    understands=frozenset({"query"}),
    newest_first=True,
)
