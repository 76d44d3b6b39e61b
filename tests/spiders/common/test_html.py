import pytest
from bs4 import BeautifulSoup
from hypothesis import given
from hypothesis import strategies as st

from spiders.common.html import decoded, html_to_text, plain_text, soup_of


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>One</p><p>two</p>", "One\ntwo"),
        ("one<br>two<br/>three", "one\ntwo\nthree"),
        ("<p>a&nbsp;b &amp; c &lt;i&gt;</p>", "a b & c <i>"),
        ('<p>ok <img class="emoji" alt="👍"> <img class="photo" alt="a dog"></p>', "ok 👍"),
        ("<p>x</p><script>evil()</script><style>p{}</style>", "x"),
        ("<ul><li>one</li><li>two</li></ul>", "one\ntwo"),
        ("", ""),
        ("   ", ""),
    ],
)
def test_html_to_text(html: str, text: str) -> None:
    assert html_to_text(html) == text


def test_what_is_dropped_is_gone() -> None:
    assert html_to_text('<aside class="quote">theirs</aside><p>mine</p>', drop="aside.quote") == "mine"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("Tom &amp; Jo", "Tom & Jo"),
        ("a < b and c > d", "a < b and c > d"),
        ("<script>alert(1)</script>", "<script>alert(1)</script>"),
        ("<p>one</p><p>two</p>", "one\ntwo"),
        ("line\r\nline", "line\nline"),
    ],
)
def test_plain_text(value: str, text: str) -> None:
    assert plain_text(value) == text


@given(st.text(max_size=200))
def test_plain_text_loses_no_letters_of_text_without_markup(text: str) -> None:
    clean = text.replace("<", "").replace("&", "")
    kept = [c for c in clean if c.isalnum()]
    assert [c for c in plain_text(clean) if c.isalnum()] == kept


@pytest.mark.parametrize(
    ("body", "header"),
    [
        ("茶很香".encode(), ""),
        ("茶很香".encode("gbk"), "text/html; charset=gb2312"),
        ('<meta charset="big5">茶很香'.encode("big5"), ""),
        (b"\xef\xbb\xbf" + "茶很香".encode(), "text/html; charset=iso-8859-1"),
    ],
)
def test_encodings(body: bytes, header: str) -> None:
    assert "茶很香" in decoded(body, header)


def test_a_declared_entity_is_not_expanded() -> None:
    bomb = '<!DOCTYPE x [<!ENTITY a "boom boom boom"><!ENTITY b "&a;&a;&a;">]><p>&b;</p>'
    assert "boom boom boomboom" not in soup_of(bomb).get_text()


def test_beautiful_soup_reads_a_broken_page() -> None:
    """Beautiful Soup itself, unmocked: unclosed tags are closed where a browser would."""
    soup = soup_of("<ul><li>one<li>two</ul><p>after")
    assert isinstance(soup, BeautifulSoup)
    assert [item.get_text() for item in soup.find_all("li")] == ["one", "two"]
