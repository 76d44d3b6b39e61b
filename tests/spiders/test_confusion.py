"""Every page of every source's fixtures before every source: who is taken for whom?

A fixture's folder is the source that it belongs to; `nobody` holds pages of no known engine.
"""

from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from crawler.pages import Detection
from spiders.registry import ENOUGH, SOURCES, choose
from tests.spiders.pages import FIXTURES, fetched

NOBODY = "nobody"
PAGES = (".html", ".json", ".xml")
ANYWHERE = "https://a.example.org/"  # an address that gives no hint

# answers from deep inside an API, and messages, that carry no sign of their maker: no crawl begins there
UNSIGNED = {
    "appstore/none/page.json",
    "discourse/search/search.json",
    "douban/closed/page.html",
    "douban/gone/page.html",
    "flarum/closed/page.json",
    "flarum/empty/page.json",
    "lemmy/places/page.json",
    "mastodon/account/page.json",
    "nodebb/closed/page.json",
    "nodebb/redirect/page.json",
    "stackexchange/error/page.json",
    "steam/store/page.html",  # a shop's page is known by its address
    "v2ex/gone/page.json",
    "wordpress/closed/error.json",
    "wordpress/comments/page1.json",
    "wordpress/reviews/page1.json",
    "xenforo/first_version/page.html",  # XenForo 1 has other pages and is not read
}
# pages of no known engine from which `web` reads something
READABLE = {"nobody/article/page.html"}
NAMES = {source.name for source in SOURCES if not source.off}
CASES = sorted(
    path.relative_to(FIXTURES).as_posix()
    for path in FIXTURES.rglob("*")
    if path.suffix in PAGES and path.relative_to(FIXTURES).parts[0] in NAMES | {NOBODY}
)


def truth(case: str) -> str:
    return "web" if case in READABLE else NOBODY if case in UNSIGNED else Path(case).parts[0]


@cache
def seen(case: str) -> tuple[str, dict[str, Detection]]:
    source, _, opinions = choose(fetched(case, ANYWHERE))
    return (source.name if source else NOBODY), opinions


@pytest.mark.parametrize("name", [*sorted(NAMES), NOBODY])
def test_precision_and_recall_are_1(name: str) -> None:
    table = Counter((truth(case), seen(case)[0]) for case in CASES)
    wrong = {
        case: seen(case)
        for case in CASES
        if name in (truth(case), seen(case)[0]) and truth(case) != seen(case)[0]
    }
    right = table[name, name]
    assert right / max(1, sum(count for (was, _), count in table.items() if was == name)) == 1.0, wrong
    assert right / max(1, sum(count for (_, taken), count in table.items() if taken == name)) == 1.0, wrong


def test_every_source_has_a_page_that_is_recognised() -> None:
    known_by_address_alone = NAMES - {truth(case) for case in CASES}
    assert known_by_address_alone == set()


@pytest.mark.parametrize("case", CASES)
def test_no_other_engine_claims_the_page(case: str) -> None:
    """schema.org and web are no engines: a forum's page may carry the one's markup and look like posts."""
    claims = {name for name, opinion in seen(case)[1].items() if opinion.score >= ENOUGH}
    assert claims - {"schema_org", "web"} <= {truth(case)}


def test_every_opinion_has_a_reason() -> None:
    assert all(opinion.reason for case in CASES for opinion in seen(case)[1].values())


def test_the_list_of_unsigned_pages_holds_no_ghosts() -> None:
    assert set(CASES) >= UNSIGNED | READABLE
