"""What caifeng knows about pages of no known engine: only how posts look."""

import json

from crawler.pages import Link
from spiders.source import FIXTURES_ONLY, SeedSpec, Source
from spiders.web.index import LEVEL, LEVELS
from spiders.web.parse import detect, parse
from spiders.web.select import HINT


def seeds(spec: SeedSpec) -> list[Link]:
    """The page itself, with the study's selectors; without them it may be an index that leads to threads."""
    if spec.select:
        return [Link(spec.url, {HINT: json.dumps(dict(spec.select), ensure_ascii=False)})]
    return [Link(spec.url, {LEVEL: str(LEVELS)})]


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
