"""Every source's own pages: without people a parser reads the same posts, and nobody's name is left."""

import importlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import pytest

from crawler.cleaning import clean_text
from crawler.pages import Fetched, Page, TakenPage
from crawler.pii import mask
from crawler.privacy import Pseudonymiser
from crawler.records import RawPost
from crawler.snapshots.reading import with_keys
from crawler.snapshots.scrub import Scrubbed, scrub
from spiders.common.html import decoded
from tests.spiders.pages import NOW, fetched

AUTHORS = Pseudonymiser(b"k" * 32)
PAGES = [json.loads(line) for line in Path(__file__).with_name("pages.jsonl").read_text("utf-8").splitlines()]
ADDRESSES_NAME_AUTHORS = ("bluesky", "mastodon")  # there ids and addresses of posts hold account names


def parser(source: str) -> Callable[[Fetched], Page]:
    found: Callable[[Fetched], Page] = importlib.import_module(f"spiders.{source}.parse").parse
    return found


def scrubbed(
    page: Fetched, posts: list[RawPost], source: str, links: Sequence[str] = ()
) -> tuple[Fetched, Scrubbed]:
    text = decoded(page.body, page.headers.get("content-type", ""))
    found = scrub(TakenPage(page, text, posts, source, links=links), AUTHORS, masking=True)
    return replace(page, body=found.body, headers={**page.headers, "content-type": found.content_type}), found


def stored(post: RawPost) -> Mapping[str, Any]:
    """A post as far as Intake would keep it."""
    row = asdict(post)
    for name in ("title", "body", "subject"):
        row[name] = None if row[name] is None else mask(clean_text(row[name])).text
    return {**row, "author": AUTHORS.author_key(post.source, post.author)}


@pytest.mark.parametrize("case", PAGES, ids=lambda case: case["case"])
def test_a_parser_reads_the_same_from_a_page_without_people(case: dict[str, Any]) -> None:
    page = fetched(case["case"], case["url"], headers=case["headers"], hints=case["hints"])
    parse = parser(case["source"])
    before = parse(page)
    kept, found = scrubbed(page, before.posts, case["source"], [link.url for link in before.next])
    after = with_keys(parse(kept), found.keys)
    assert before.posts
    assert [stored(post) for post in after.posts] == [stored(post) for post in before.posts]
    assert [link.url for link in after.next] == [link.url for link in before.next]
    assert (after.expected, after.skipped) == (before.expected, before.skipped)


@pytest.mark.parametrize("case", PAGES, ids=lambda case: case["case"])
def test_no_author_is_named_in_what_is_kept(case: dict[str, Any]) -> None:
    page = fetched(case["case"], case["url"], headers=case["headers"], hints=case["hints"])
    posts = parser(case["source"])(page).posts
    text = scrubbed(page, posts, case["source"])[1].body.decode()
    for post in posts:  # words and addresses of posts stay as they stand in posts
        for own in (post.native_id, post.url, post.thread_id, post.parent_id):
            text = text.replace(own, "") if own and case["source"] in ADDRESSES_NAME_AUTHORS else text
    authors = [post.author for post in posts if AUTHORS.author_key(post.source, post.author)]
    names = {author.removeprefix("account ") for author in authors if author}
    left = {name for name in names if len(name) > 3 and name in text}
    assert left <= {"link"}  # an account of a fixture that is called like a word of the API


def html(body: str) -> Fetched:
    kind = {"content-type": "text/html; charset=utf-8"}
    return Fetched(body.encode(), "https://b.example.org/t/1", kind, NOW, {})


def kept_of(body: str, *posts: RawPost) -> str:
    return scrubbed(html(body), list(posts), "web")[1].body.decode()


def test_names_profiles_quotes_and_notes_of_edits_go_and_words_of_posts_stay() -> None:
    post = RawPost("web:b", "post", "Rosa is a fine colour for a kettle.", author="Rosa")
    text = kept_of(
        '<a href="/members/rosa.17/" data-user-id="17" title="Rosa">Rosa</a><img alt="Rosa" src="/a/17.png">'
        "<p>Rosa is a fine colour for a kettle.</p><i>Last edited by Rosa at noon</i>"
        '<a href="/profile/benno">Benno</a><blockquote><cite>Benno wrote:</cite> no</blockquote>',
        post,
    )
    assert "Rosa is a fine colour for a kettle." in text
    assert text.count("Rosa") == 1
    assert "enno" not in text
    assert "17/" not in text
    assert 'data-user-id="17"' not in text


def test_personal_data_goes_from_what_nobody_parses() -> None:
    text = kept_of('<div class="sig">Call 138 0013 8000</div><a href="/p/13800138000">13800138000 things</a>')
    assert "Call [phone]" in text
    assert 'href="/p/13800138000"' in text


def test_scripts_styles_and_comments_go() -> None:
    text = kept_of("<script>var me = 'Rosa'</script><style>a{}</style><!-- Rosa --><p>Words</p>")
    assert "Rosa" not in text
    assert "a{}" not in text
    assert "<p>Words</p>" in text


def test_an_account_known_by_number_stays_a_number_and_the_same_everywhere() -> None:
    posts = [RawPost("web:b", "post", text, author="account 17") for text in ("One.", "Two.")]
    page = html('<a href="/u?uid=17">A</a><a href="/u?uid=17#x">A</a> 17 chairs, uid=175')
    _, found = scrubbed(page, posts, "web")
    (token,) = {key.removeprefix("account ") for key in found.keys}
    assert found.body.decode().count(f"uid={token}") == 2
    assert token.isdigit()
    assert "17 chairs, uid=175" in found.body.decode()
    assert found.keys[f"account {token}"] == AUTHORS.author_key("web:b", "account 17")
