"""What caifeng knows about Google Play: why it takes nothing there, and what to do instead."""

import re
from urllib.parse import urlsplit

from crawler.pages import Detection, Fetched, Link, Page
from spiders.common.places import host_of
from spiders.source import SeedSpec, Source

HOST = "play.google.com"
OFF = (
    "Google Play has no documented public way to read reviews, only a private call of its own pages, which"
    " gives a part and does not say so; import the CSV of reviews that the Play Console gives an app's owner"
)
_APP = re.compile(r"/store/apps/details/?$")


def detect(fetched: Fetched) -> Detection:
    """By the address of an app."""
    if host_of(fetched.url) != HOST:
        return Detection(0.0, "no sign of Google Play")
    known = bool(_APP.search(urlsplit(fetched.url).path))
    return Detection(0.98 if known else 0.2, "an app's page on Google Play" if known else "Google Play")


def seeds(_spec: SeedSpec) -> list[Link]:
    """Nowhere."""
    return []


def parse(_fetched: Fetched) -> Page:
    """Nothing, and the reason."""
    return Page(problems=[OFF])


SOURCE = Source(
    name="googleplay",
    title="Google Play",
    description="recognised, so that an app's address is answered; nothing is read",
    proof="none: off; not yet checked live",
    detect=detect,
    seeds=seeds,
    parse=parse,
    off=OFF,
)
