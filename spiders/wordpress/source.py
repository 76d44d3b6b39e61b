"""What caifeng knows about WordPress."""

from spiders.source import FIXTURES_ONLY, Source
from spiders.wordpress.discover import detect, seeds
from spiders.wordpress.parse import parse

SOURCE = Source(
    name="wordpress",
    title="WordPress comments, WooCommerce reviews",
    description="comments of a WordPress site or of one post, and the reviews of a WooCommerce shop",
    proof=FIXTURES_ONLY,
    detect=detect,
    seeds=seeds,
    parse=parse,
    understands=frozenset({"query"}),
)
