"""What caifeng knows about the App Store."""

from spiders.appstore.parse import parse
from spiders.appstore.places import detect, seeds
from spiders.source import FIXTURES_ONLY, Source

SOURCE = Source(
    name="appstore",
    title="App Store reviews",
    description='the newest reviews of an app, by storefront (tag = "cn,us")',
    proof=FIXTURES_ONLY,
    detect=detect,
    seeds=seeds,
    parse=parse,
    understands=frozenset({"tag"}),
)
