"""Full-text search that finds Chinese words of any length, and English ones.

FTS5's unicode61 takes a run of Chinese characters for one word. So the index holds overlapping
bigrams of each run, and a query is a phrase of its bigrams; a single character falls back to LIKE.
"""

import re

from crawler.errors import UsageProblem
from crawler.store.database import Store

_HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0002ebef"
_RUN = re.compile(f"[{_HAN}]+|[^\\W_{_HAN}]+")
_HAN_RUN = re.compile(f"[{_HAN}]+")
# Han runs, and what may be a part of a word to FTS5 but is none to a query (private use, combining marks)
_INDEXED = re.compile(f"[{_HAN}]+|[^\\w\x00-\x7f]+")


def index_words(text: str) -> str:
    """The text to index: lower case, Han runs as overlapping bigrams; FTS5 itself parts the other words."""
    return _INDEXED.sub(_indexed, text.lower())


def _indexed(match: re.Match[str]) -> str:
    run = match.group()
    return f" {' '.join(_bigrams(run))} " if _HAN_RUN.match(run) else " "


def _bigrams(run: str) -> list[str]:
    return [run[i : i + 2] for i in range(len(run) - 1)] or [run]


def search_posts(store: Store, query: str, *, limit: int = 20, offset: int = 0) -> list[str]:
    """Ids of the posts that hold every word of the query, best match first (BM25).

    Raises UsageProblem when the query holds no letter, digit or Chinese character.
    """
    match, singles = read_query(query)
    conditions = ["search MATCH ?"] * bool(match) + ["posts.text LIKE ?"] * len(singles)
    parameters = [match] * bool(match) + [f"%{term}%" for term in singles]
    order = "bm25(search), posts.id" if match else "posts.id"
    rows = store.rows(
        "SELECT posts.id FROM search JOIN posts ON posts.id = search.post_id WHERE "  # noqa: S608 - fixed fragments
        f"{' AND '.join(conditions)} ORDER BY {order} LIMIT ? OFFSET ?",
        (*parameters, limit, offset),
    )
    return [row["id"] for row in rows]


def read_query(query: str) -> tuple[str, list[str]]:
    """A query as an FTS5 expression ("" where there is none), and the single Chinese characters beside it.

    Raises UsageProblem when the query holds no letter, digit or Chinese character.
    """
    terms = query_terms(query)
    if not terms:
        raise UsageProblem("nothing to search for", where=repr(query), hint="a word, in Chinese or English")
    phrases = [_phrase(term) for term in terms if not _single(term)]
    return " AND ".join(phrases), [term for term in terms if _single(term)]


def query_terms(query: str) -> list[str]:
    """The words of a query as they are looked for: runs of Chinese characters, other words."""
    return [match.group() for match in _RUN.finditer(query)]


def _single(term: str) -> bool:
    return len(term) == 1 and bool(_HAN_RUN.match(term))


def _phrase(term: str) -> str:
    words = _bigrams(term) if _HAN_RUN.match(term) else [term.lower()]
    return '"' + " ".join(words) + '"'
