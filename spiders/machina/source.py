"""What caifeng knows about django-machina."""

from spiders.machina.detect import detect
from spiders.machina.parse import parse
from spiders.machina.places import seeds
from spiders.source import Source

SOURCE = Source(
    name="machina",
    title="django-machina forum",
    description="posts of a django-machina forum: the whole board, one forum, one topic or a search",
    proof="run against the real software (django-machina 1.3 on loopback), not yet checked live",
    detect=detect,
    seeds=seeds,
    parse=parse,
    understands=frozenset({"query"}),
)
