import pytest

from crawler.pages import Fetched
from spiders.registry import AUTO, SOURCES, choose, get_source, source_names
from tests.spiders.pages import NOW, fetched


def test_names() -> None:
    names = source_names()
    assert names[0] == AUTO
    assert {"discourse", "schema_org", "wordpress"} <= set(names)
    assert len(set(names)) == len(names)
    assert get_source("discourse") in SOURCES
    assert get_source(AUTO) is None


def test_each_source_says_what_it_is_and_how_far_it_is_proven() -> None:
    for source in SOURCES:
        assert source.title
        assert source.description
        assert "not yet checked live" in source.proof


def test_auto_takes_the_source_that_knows_the_page() -> None:
    cases = {
        "discourse/html/page.html": "discourse",
        "wordpress/post/page.html": "wordpress",
        "schema_org/product_jsonld/page.html": "schema_org",
        "schema_org/product_microdata/page.html": "schema_org",
    }
    for case, name in cases.items():
        source, best, opinions = choose(fetched(case, "https://a.example.org/"))
        assert source is not None
        assert source.name == name, opinions
        assert best.reason


def test_auto_takes_none_where_none_knows_the_page() -> None:
    source, best, opinions = choose(fetched("schema_org/gbk/page.html", "https://a.example.org/"))
    assert source is not None
    source, best, opinions = choose(fetched("wordpress/closed/error.json", "https://a.example.org/"))
    assert source is None
    assert best.reason.startswith("no known engine")
    assert set(opinions) == {source.name for source in SOURCES}


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("https://store.steampowered.com/app/4242/Lamp/", "steam"),
        ("https://steamcommunity.com/app/4242/reviews/", "steam"),
        ("https://apps.apple.com/cn/app/kettle/id123", "appstore"),
        ("https://bsky.app/profile/mug.example.org/post/3aa", "bluesky"),
        ("https://bsky.app/search?q=mug", "bluesky"),
        ("https://news.ycombinator.com/item?id=4000", "hackernews"),
        ("https://news.ycombinator.com/ask", "hackernews"),
        ("https://cooking.stackexchange.com/questions/tagged/tea", "stackexchange"),
        ("https://store.steampowered.com/about", None),
        ("https://bsky.app/about", None),
        ("https://forum.example.org/app/4242/", None),
    ],
)
def test_some_addresses_are_enough(url: str, name: str | None) -> None:
    source, best, _ = choose(Fetched(b"", url, {}, NOW))
    assert (source.name if source else None) == name, best
