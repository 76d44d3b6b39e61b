"""What caifeng knows about pages with schema.org markup."""

from crawler.pages import Link
from spiders.schema_org.parse import detect, parse
from spiders.source import FIXTURES_ONLY, SeedSpec, Source


def seeds(spec: SeedSpec) -> list[Link]:
    """The page itself."""
    return [Link(spec.url, {"seed": "yes"})]


SOURCE = Source(
    name="schema_org",
    title="Pages with schema.org markup",
    description="reviews, questions and discussions on any page that marks them up (JSON-LD or microdata)",
    proof=FIXTURES_ONLY,
    detect=detect,
    seeds=seeds,
    parse=parse,
)
