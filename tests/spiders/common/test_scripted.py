"""Which pages look as if scripts have yet to build them."""

from datetime import UTC, datetime

import pytest

from crawler.pages import Fetched, Link, Page
from crawler.records import RawPost
from spiders.common.building import Building
from spiders.common.scripted import script_sign
from spiders.registry import choose
from tests.spiders.pages import FIXTURES

NOW = datetime(2026, 5, 1, tzinfo=UTC)
SCRIPT = "<script src=/app.js></script>"
LONG = "<p>" + "Words that are there before any script runs. " * 60 + "</p>"


def fetched(html: str, kind: str = "text/html; charset=utf-8") -> Fetched:
    return Fetched(html.encode(), "https://a.example/", {"content-type": kind}, NOW)


@pytest.mark.parametrize(
    ("html", "part"),
    [
        (f"<body><div id=root></div>{SCRIPT}", "#root"),
        (f"<body><app-root></app-root>{SCRIPT}", "<app-root>"),
        (f"<body><p>Shop</p><noscript>Please enable JavaScript.</noscript>{SCRIPT}", "<noscript>"),
        (f"<body><p>店铺</p><noscript>请开启浏览器的脚本功能</noscript>{SCRIPT}", "<noscript>"),
        (f"<body><p>Loading…</p>{SCRIPT}", "no more than 8 characters"),
        (f"<body>{LONG}<section id=isso-thread><noscript>no</noscript></section>{SCRIPT}", "#isso-thread"),
        (f"<body>{LONG}<div class='x giscus'>Loading comments…</div>{SCRIPT}", ".giscus"),
    ],
)
def test_signs(html: str, part: str) -> None:
    sign = script_sign(fetched(html))
    assert sign is not None
    assert part in sign.reason


@pytest.mark.parametrize(
    "html",
    [
        f"<body>{LONG}{SCRIPT}",
        "<body><div id=root></div>",
        "<body><p>A short page with no script.</p>",
        '<body><div id=root></div><script type="application/ld+json">{"a": 1}</script>',
        f"<body>{LONG}<div id=isso-thread><p>{'Somebody said a great deal here. ' * 4}</p></div>{SCRIPT}",
        f"<body>{LONG}<noscript>JavaScript makes this page nicer</noscript>{SCRIPT}",
    ],
)
def test_no_signs(html: str) -> None:
    assert script_sign(fetched(html)) is None


def test_data_is_never_built_by_scripts() -> None:
    assert script_sign(fetched("{}", "application/json")) is None
    assert script_sign(fetched(f"<rss><div id=root></div>{SCRIPT}</rss>", "application/rss+xml")) is None


PLACE = fetched(f"<body>{LONG}<div id=disqus_thread></div>{SCRIPT}")
SHELL = fetched(f"<body><div id=app></div>{SCRIPT}")
ARTICLE, COMMENT = (RawPost(source="s", kind=kind, body="words") for kind in ("post", "comment"))


@pytest.mark.parametrize(
    ("page", "built"),
    [
        (None, True),
        (Page(), True),
        (Page(posts=[ARTICLE]), True),
        (Page(posts=[ARTICLE, COMMENT]), False),
        (Page(next=[Link("https://api.example/", elsewhere=True)]), False),
    ],
)
def test_an_empty_place_for_comments_is_built_where_no_comments_were_found(
    page: Page | None, built: bool
) -> None:
    assert (Building("auto", (), None).sign_for(PLACE, page) is not None) == built


@pytest.mark.parametrize(
    ("page", "built"),
    [(Page(), True), (Page(posts=[ARTICLE]), False), (Page(next=[Link("https://a.example/2")]), False)],
)
def test_a_shell_is_built_only_where_it_gave_nothing(page: Page, built: bool) -> None:
    assert (Building("auto", (), None).sign_for(SHELL, page) is not None) == built


def test_an_unknown_wish_is_refused() -> None:
    with pytest.raises(ValueError, match="render"):
        Building("perhaps", (), None)


def test_no_page_that_a_source_reads_would_be_built() -> None:
    building, looked = Building("auto", (), None), 0
    for path in sorted(FIXTURES.rglob("*.html")):
        page = Fetched(path.read_bytes(), "https://a.example/t/1", {"content-type": "text/html"}, NOW)
        source, _, _ = choose(page)
        if source is None:
            continue
        parsed = source.parse(page)
        if parsed.posts or parsed.next:
            looked += 1
            assert building.sign_for(page, parsed) is None, path
    assert looked > 40
