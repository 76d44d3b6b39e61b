import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.pages import Link
from spiders.common.dates import Stated
from spiders.common.forum import digits, distinct, ended_before, folder_of, forum_name, own_text, with_query
from spiders.common.html import soup_of


def test_own_text_leaves_the_page_as_it_was() -> None:
    soup = soup_of("<div id=a>mine<br>too <blockquote>theirs</blockquote><script>x</script></div>")
    tag = soup.select_one("#a")
    assert tag is not None
    before = str(tag)
    assert own_text(tag, "blockquote") == "mine\ntoo"
    assert str(tag) == before


@pytest.mark.parametrize(
    ("value", "number"),
    [
        ("7", "7"),
        ("007", "7"),
        ("0", None),
        ("", None),
        (None, None),
        ("-1", None),
        ("٣", None),
        ("9" * 30, None),
        ("7a", None),
    ],
)
def test_digits(value: str | None, number: str | None) -> None:
    assert digits(value) == number


@pytest.mark.parametrize(
    ("url", "folder"),
    [
        ("https://a.example.org", "https://a.example.org"),
        ("https://a.example.org/", "https://a.example.org"),
        ("https://a.example.org/b/c/", "https://a.example.org/b/c"),
        ("https://a.example.org/b/index.php?x=1", "https://a.example.org/b"),
        ("https://a.example.org:8443/b/", "https://a.example.org:8443/b"),
    ],
)
def test_folder(url: str, folder: str) -> None:
    assert folder_of(url, "index.php") == folder


def test_a_forum_keeps_its_name_whatever_port_it_is_read_through() -> None:
    assert forum_name("x", "http://A.example.org:8080/b") == forum_name("x", "https://a.example.org/b")


def test_query_is_in_the_order_given_and_without_what_is_unknown() -> None:
    assert with_query("https://a/b", "c.php", t=5, start=None, p="7") == "https://a/b/c.php?t=5&p=7"


@pytest.mark.parametrize(
    ("last", "since", "over"),
    [
        ("2026-01-01T10:00:00", "2026-01-02", True),
        ("2026-01-02", "2026-01-02", False),
        ("2025-12-31", "2026", True),
        ("2026-05-01", "2026", False),
        (None, "2026", False),
        ("2026-05-01", None, False),
    ],
)
def test_topics_that_ended_before(last: str | None, since: str | None, over: bool) -> None:
    assert ended_before(Stated(last, last or "", None), since) is over


@given(st.lists(st.sampled_from(["a", "b", "c"])))
def test_distinct_keeps_the_first_of_each_in_order(names: list[str]) -> None:
    assert [link.url for link in distinct([Link(name) for name in names])] == list(dict.fromkeys(names))
