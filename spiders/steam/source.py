"""What caifeng knows about Steam."""

from spiders.source import LIKE_THE_REAL_ONE, Source
from spiders.steam.parse import parse
from spiders.steam.places import detect, seeds

SOURCE = Source(
    name="steam",
    title="Steam reviews",
    description="reviews of a game or program on Steam, from its page in the shop or the community",
    proof=LIKE_THE_REAL_ONE,
    detect=detect,
    seeds=seeds,
    parse=parse,
    newest_first=True,
    understands=frozenset({"tag"}),
)
