"""What caifeng knows about Mastodon."""

from spiders.mastodon.parse import parse
from spiders.mastodon.places import detect, seeds
from spiders.source import LIKE_THE_REAL_ONE, Source

SOURCE = Source(
    name="mastodon",
    title="Mastodon",
    description="public posts of a Mastodon server: a tag, an account, a thread, or all of its own",
    proof=LIKE_THE_REAL_ONE,
    detect=detect,
    seeds=seeds,
    parse=parse,
    newest_first=True,
    understands=frozenset({"tag"}),
)
