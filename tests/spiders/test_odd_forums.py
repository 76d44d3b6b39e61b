"""Whatever a forum's page holds, parsers do not break, keep to the host, and give what can be stored."""

from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crawler.intake import Intake
from crawler.pages import Fetched, Page
from crawler.store import Store
from crawler.store.runs import Fingerprint, start_run
from crawler.study import Study
from spiders.registry import get_source
from spiders.source import SeedSpec
from tests.spiders.pages import FIXTURES, NOW

BROKEN = settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
HOST = "https://a.example.org"
PLACES = {
    "phpbb": ("topic/page.html", f"{HOST}/b/viewtopic.php?t=5"),
    "discuz": ("topic/page.html", f"{HOST}/forum.php?mod=viewthread&tid=5"),
    "xenforo": ("topic/page.html", f"{HOST}/c/threads/x.5/"),
    "mybb": ("topic/page.html", f"{HOST}/showthread.php?tid=5"),
    "nodebb": ("topic/page.json", f"{HOST}/api/topic/41/x"),
    "flarum": ("posts/page.json", f"{HOST}/api/posts?filter%5Bdiscussion%5D=41"),
    "v2ex": ("replies/page.json", f"{HOST}/api/replies/show.json?topic_id=5"),
    "douban": ("topic/page.html", f"{HOST}/group/topic/5/"),
}
ODD = [
    b"", b"\x00\x01", b"\xff\xfe", b"javascript:alert(1)", b"http://[::1", b"http://other.example.net/x?tid=5&t=5",
    b"9" * 400, b"-1", b"<", b'">', b"&#xD800;", b"null", b"[]", b"2026-99-99", "٣".encode(), b"\\ud83d",
]  # fmt: skip


def parser(name: str) -> Callable[[Fetched], Page]:
    source = get_source(name)
    assert source is not None
    return source.parse


@pytest.mark.parametrize("name", sorted(PLACES))
@BROKEN
@given(
    cuts=st.lists(
        st.tuples(st.floats(0, 1), st.integers(0, 40), st.sampled_from(ODD)), min_size=1, max_size=6
    )
)
def test_damaged_pages(store: Store, study: Study, name: str, cuts: list[tuple[float, int, bytes]]) -> None:
    """Pieces of a good page are replaced by odd bytes."""
    case, url = PLACES[name]
    body = (FIXTURES / name / case).read_bytes()
    for where, length, odd in cuts:
        at = int(where * len(body))
        body = body[:at] + odd + body[at + length :]
    page = parser(name)(Fetched(body, url, {}, NOW))
    run = start_run(store, Fingerprint("crawl", 1, "", ""))
    Intake(store, study.config, run_id=run, parser_version="test@1").save(page.posts)
    assert {urlsplit(link.url).netloc for link in page.next} <= {urlsplit(HOST).netloc}
    assert all(count >= 0 for count in page.expected.values())


@pytest.mark.parametrize("name", sorted(PLACES))
@BROKEN
@given(tail=st.text(st.characters(exclude_categories=["Cs"]), max_size=30))
def test_odd_addresses_are_seeds_of_the_same_host(name: str, tail: str) -> None:
    source = get_source(name)
    assert source is not None
    for path in (
        "/",
        "/t/",
        "/threads/",
        "/thread-",
        "/showthread.php?tid=",
        "/group/topic/",
        "/d/",
        "/topic/",
    ):
        links = source.seeds(SeedSpec(HOST + path + tail))
        assert links
        assert {urlsplit(link.url).netloc for link in links} == {urlsplit(HOST).netloc}
