from datetime import UTC, datetime

import pytest

from crawler.frontier.traps import CALENDAR, CIRCLE, ORDER, canonical_url, trap_of

NOW = datetime(2026, 5, 20, tzinfo=UTC)
SITE = "https://a.example.org"


@pytest.mark.parametrize(
    ("url", "clean"),
    [
        ("/viewtopic.php?t=12&sid=0123456789abcdef0123456789abcdef", "/viewtopic.php?t=12"),
        ("/a;jsessionid=8F3C2A19B7D4?x=1", "/a?x=1"),
        ("/a?PHPSESSID=k2j4h5g6f7d8s9a0q1w2", "/a"),
        ("/a?b=1&utm_source=mail&utm_campaign=may&gclid=x", "/a?b=1"),
        ("/a?x=%E8%8C%B6&fbclid=1#c", "/a?x=%E8%8C%B6#c"),
    ],
)
def test_session_ids_and_campaign_marks_go(url: str, clean: str) -> None:
    assert canonical_url(SITE + url) == SITE + clean


@pytest.mark.parametrize(
    "url",
    [
        "/a",
        "/a?sid=12",
        "/a?s=tea",
        "/a?s=a-long-search-for-tea",
        "/a?session=spring",
        "/a?b=2&a=1&a=",
        "/a?x",
    ],
)
def test_everything_else_stays_to_the_letter(url: str) -> None:
    assert canonical_url(SITE + url) == SITE + url


@pytest.mark.parametrize(
    ("parent", "url"),
    [
        ("/list", "/list?sort=price"),
        ("/list?page=2", "/list?page=2&orderby=date&dir=desc"),
        ("/list?sort=price", "/list?sort=name"),
        ("/list?sort=price", "/list"),
        ("/p/7?selected_facets=rating:5", "/p/7"),
        ("/2026/05/post/", "/2026/05/post/?replytocom=12"),
    ],
)
def test_the_same_page_in_another_order_is_not_followed(parent: str, url: str) -> None:
    assert trap_of(SITE + url, SITE + parent, NOW) == ORDER


@pytest.mark.parametrize(
    ("parent", "url"),
    [
        ("/list", "/list?page=2"),
        ("/list", "/list?page=2&sort=price"),  # the next page, with the order spelt out
        ("/list?sort=price", "/list?sort=price&page=2"),
        ("/wp-json/", "/wp-json/wp/v2/comments?order=asc&orderby=date&page=1"),
        ("/t/5", "/t/6?sort=new"),
        ("/list", "/list"),
    ],
)
def test_pages_that_hold_something_else_are_followed(parent: str, url: str) -> None:
    assert trap_of(SITE + url, SITE + parent, NOW) is None


@pytest.mark.parametrize(
    "url",
    ["/calendar/2031/07/", "/events?month=2027-01", "/calendar?date=1970-01", "/x?year=2043", "/日历/2099/1"],
)
def test_calendars_far_from_any_post_are_not_followed(url: str) -> None:
    assert trap_of(SITE + url, SITE + "/", NOW) == CALENDAR


@pytest.mark.parametrize(
    "url",
    [
        "/calendar/2026/07/",
        "/archive/2019/",
        "/events?month=2026-06",
        "/product/2099",
        "/p/20310704",
        "/x?id=2043",
    ],
)
def test_calendars_near_by_and_numbers_that_look_like_years_are_followed(url: str) -> None:
    assert trap_of(SITE + url, SITE + "/", NOW) is None


@pytest.mark.parametrize("path", ["/a/a/a/a", "/x/a/b/a/b/a/b/a/b", "/t/a/b/c/a/b/c/a/b/c/a/b/c"])
def test_paths_that_run_in_circles(path: str) -> None:
    assert trap_of(SITE + path, None, NOW) == CIRCLE


@pytest.mark.parametrize("path", ["/a/a/a", "/2026/05/05/05", "/a/b/a/c/a/d/a/e", "/"])
def test_paths_that_only_look_alike(path: str) -> None:
    assert trap_of(SITE + path, None, NOW) is None
