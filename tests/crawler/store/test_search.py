"""What is indexed is what a query looks for."""

import sqlite3
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from crawler.store import Store
from crawler.store.posts import save_posts
from crawler.store.search import index_words, query_terms, search_posts
from tests.builders import make_post

LETTERS = st.characters(exclude_categories=("Cn", "Cs", "Co"), max_codepoint=0xFFFF)
TEXTS = st.lists(
    st.sampled_from(("茶", "排队", "點單", "App", "ÉTÉ", "wi-fi", "_", "don't", "3.5", "\ue056", "a\u0323"))
    | st.text(LETTERS, max_size=3),
    max_size=8,
).map("".join)


def tokens(words: str) -> list[Any]:
    """What FTS5 makes of a text, in order."""
    with sqlite3.connect(":memory:") as conn:
        conn.execute("CREATE VIRTUAL TABLE search USING fts5 (words, tokenize = 'unicode61')")
        conn.execute("CREATE VIRTUAL TABLE seen USING fts5vocab (search, 'instance')")
        conn.execute("INSERT INTO search VALUES (?)", (words,))
        return conn.execute("SELECT term FROM seen ORDER BY offset").fetchall()


@given(TEXTS)
@example("用App点单，等了 3.5 小时 \ue056好")
@settings(max_examples=100, deadline=None)
def test_a_text_is_indexed_as_the_words_that_a_query_has(text: str) -> None:
    runs = [run if not "\u3400" <= run[0] <= "\u9fff" else _bigrams(run) for run in query_terms(text)]

    assert tokens(index_words(text)) == tokens(" ".join(run.lower() for run in runs))


def _bigrams(run: str) -> str:
    return " ".join(run[i : i + 2] for i in range(len(run) - 1)) or run


@pytest.mark.parametrize("query", ["点单", "app", "APP", "用App", "小时"])
def test_words_are_found_where_two_scripts_meet(store: Store, query: str) -> None:
    save_posts(store, [make_post(1, "用App点单，等了半小时。"), make_post(2, "Nothing of the kind")])

    assert search_posts(store, query) == [make_post(1, "").id]


def test_one_call_may_hold_a_post_again_and_again(store: Store) -> None:
    """New, the same, changed, the same: each counts by what came before it, in this call or earlier."""
    first, other = make_post(1, "汤是凉的"), make_post(2, "Soup was cold")
    edited = replace(first, body="汤是热的", text="汤是热的", content_hash="other")

    counts = save_posts(store, [first, other, first, edited, edited])

    assert (counts.new, counts.changed, counts.same) == (2, 1, 2)
    assert search_posts(store, "热的") == [first.id]
    assert search_posts(store, "凉的") == []
    assert store.value("SELECT version FROM posts WHERE id = ?", (first.id,)) == 2
    assert store.value("SELECT count(*) FROM post_versions") == 3


def test_a_post_seen_again_is_no_longer_gone(store: Store) -> None:
    post = make_post(1, "汤是凉的")
    save_posts(store, [post])
    store.conn.execute("UPDATE posts SET gone_at = '2026-01-01', gone_reason = 'x'")

    save_posts(store, [post], live=False)
    assert store.value("SELECT gone_at FROM posts") == "2026-01-01"

    save_posts(store, [post])
    assert store.value("SELECT gone_at FROM posts") is None
