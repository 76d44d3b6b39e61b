"""What caifeng knows about pages of no known engine: only how posts look."""

import json

from crawler.pages import Link
from spiders.source import FIXTURES_ONLY, SeedSpec, Source
from spiders.web.parse import detect, parse
from spiders.web.select import HINT


def seeds(spec: SeedSpec) -> list[Link]:
    """The page itself, with the study's selectors."""
    return [Link(spec.url, {HINT: json.dumps(dict(spec.select), ensure_ascii=False)} if spec.select else {})]


SOURCE = Source(
    name="web",
    title="Any other page",
    description="schema.org markup, else blocks that look like posts, else the article; selectors help",
    proof=FIXTURES_ONLY,
    detect=detect,
    seeds=seeds,
    parse=parse,
    understands=frozenset({"select"}),
)
