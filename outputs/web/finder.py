"""Finding posts by words and filters: quick on a large study, because it says how far it has looked.

Hits come best match first; where there are more than LOOKED of them, last collected first. At most
LOOKED hits are looked through by one answer, the next answer goes on where it ended.
"""

import json
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from crawler.store import Store
from crawler.store.search import query_terms, read_query
from mining.lens import Lens
from mining.reading import rows_in

LOOKED = 2_000  # hits, by one answer
CHUNK = 150
STARS = 5


@dataclass(frozen=True, slots=True)
class Wish:
    """What is looked for; "" or None means any. `stars` is the rating on a scale of 1 to 5, rounded.

    `phase` and `kind` (a type of clause) hold for one and the same clause. `findings`: only posts that
    these quote, None for any post.
    """

    query: str = ""
    source: str = ""
    language: str = ""
    stars: int | None = None
    since: str = ""
    until: str = ""
    phase: str = ""
    kind: str = ""
    findings: Sequence[str] | None = None

    @property
    def filtered(self) -> bool:
        """Whether anything but words is asked for."""
        plain = (self.source, self.language, self.since, self.until, self.phase, self.kind)
        return any(plain) or self.stars is not None or self.findings is not None


@dataclass(frozen=True, slots=True)
class Found:
    """Rows of posts; `hits` hold the words (None where that is not counted), `looked` is how far it looked.

    `next` is where the next answer begins, None at the end.
    """

    rows: list[sqlite3.Row]
    hits: int | None
    looked: int
    next: int | None


def find_posts(
    store: Store, wish: Wish, lens: Lens, runs: Mapping[str, str | None], *, start: int, count: int
) -> Found:
    """Up to `count` posts from hit number `start` on. `runs` are the ids of runs in force by stage.

    Raises UsageProblem where the words hold nothing that can be looked for.
    """
    match, singles = read_query(wish.query) if wish.query else ("", [])
    hits = _count(store, match, singles)
    kept: list[sqlite3.Row] = []
    at = start
    for chunk in _chunks(store, match, hits, start):
        rows = {row["id"]: row for row in _filtered(store, wish, runs, chunk)}
        for one in chunk:
            at += 1
            row = rows.get(one)
            if row is None or not _holds(row, singles, wish.query, lens):
                continue
            kept.append(row)
            if len(kept) == count:
                return Found(kept, hits, at - start, at)
    more = at - start >= LOOKED
    return Found(kept, hits, at - start, at if more else None)


def _count(store: Store, match: str, singles: Sequence[str]) -> int | None:
    """How many posts hold the words; not known where single characters have to be looked for in the text."""
    if not match:
        return None if singles else int(store.value("SELECT count(*) FROM posts"))
    found = int(store.value("SELECT count(*) FROM search WHERE search MATCH ?", (match,)))
    return None if singles else found


def _chunks(store: Store, match: str, hits: int | None, start: int) -> Iterator[list[str]]:
    """Ids of posts in order, a few at a time, LOOKED at the most."""
    if not match:
        sql = "SELECT id FROM posts ORDER BY rowid DESC"
    else:
        few = hits is not None and hits <= LOOKED
        order = "bm25(search), rowid DESC" if few else "rowid DESC"
        sql = f"SELECT post_id FROM search WHERE search MATCH ? ORDER BY {order}"  # noqa: S608 - fixed words
    rows = store.conn.execute(f"{sql} LIMIT ? OFFSET ?", (*([match] if match else []), LOOKED, start))
    while chunk := [row[0] for row in rows.fetchmany(CHUNK)]:
        yield chunk


_POST = (
    "SELECT id, source, kind, subject, title, text, version, rating, rating_min, rating_max, posted_at,"
    " language, url FROM posts WHERE"
)


def _filtered(
    store: Store, wish: Wish, runs: Mapping[str, str | None], ids: Sequence[str]
) -> list[sqlite3.Row]:
    where, given = _plain(wish)
    left = set(ids)
    if wish.kind or wish.phase:
        left &= _by_clause(store, wish, runs.get("map"), left)
    if wish.findings is not None:
        sql = (
            "SELECT DISTINCT post_id FROM evidence WHERE run_id = ?"
            " AND finding_id IN (SELECT value FROM json_each(?)) AND post_id IN"
        )
        left &= {row[0] for row in rows_in(store, sql, left, (runs["discover"], json.dumps(wish.findings)))}
    return rows_in(store, f"{_POST} {where} id IN", left, given)


def _plain(wish: Wish) -> tuple[str, list[object]]:
    """Conditions on columns of the post, and their values; days are compared as text."""
    parts: list[tuple[str, object]] = []
    if wish.source:
        parts.append(("source = ? AND", wish.source))
    if wish.language:
        parts.append(("language = ? AND", wish.language))
    if wish.since:
        parts.append(("posted_at >= ? AND", wish.since))
    if wish.until:
        parts.append(("substr(posted_at, 1, 10) <= ? AND", wish.until))
    if wish.stars is not None:
        scaled = "(rating - coalesce(rating_min, 0)) / (rating_max - coalesce(rating_min, 0))"
        whole = f"rating_max > coalesce(rating_min, 0) AND round(1 + {STARS - 1} * {scaled}) = ? AND"
        parts.append((whole, wish.stars))
    return " ".join(text for text, _ in parts), [value for _, value in parts]


def _by_clause(store: Store, wish: Wish, map_run: str | None, ids: set[str]) -> set[str]:
    joins, where, given = [], [], []
    if wish.phase:
        joins.append("JOIN places ON places.clause_id = clauses.id AND places.run_id = ?")
        given.append(map_run)
        where.append("places.phase = ? AND")
        given.append(wish.phase)
    if wish.kind:
        joins.append("JOIN labels ON labels.clause_id = clauses.id")
        where.append("labels.types LIKE ? AND")
        given.append(f'%"{wish.kind}"%')
    sql = f"SELECT DISTINCT clauses.post_id FROM clauses {' '.join(joins)} WHERE {' '.join(where)}"  # noqa: S608 - fixed words
    return {row[0] for row in rows_in(store, f"{sql} clauses.post_id IN", ids, given)}


def _holds(row: sqlite3.Row, singles: Sequence[str], query: str, lens: Lens) -> bool:
    """Whether the words are in what may be shown; what people hid cannot be found either."""
    if any(one not in row["text"] for one in singles):
        return False
    if not query or row["id"] not in lens.hidden:
        return True
    shown = (lens.text(row["id"], row["version"], row["text"]) or "").lower()
    return all(term.lower() in shown for term in query_terms(query))


def excerpt(text: str, terms: Sequence[str], longest: int = 220) -> list[tuple[str, bool]]:
    """A part of the text around the first of the words, as (piece, whether it is one of the words)."""
    places = [place for term in terms if (place := text.lower().find(term.lower())) >= 0]
    begin = max(0, min(places, default=0) - longest // 4)
    part = text[begin : begin + longest]
    before, after = "…" if begin else "", "…" if begin + longest < len(text) else ""
    return marked(before + part + after, terms)


def marked(text: str, terms: Sequence[str]) -> list[tuple[str, bool]]:
    """The text in pieces, as (piece, whether it is one of the words)."""
    low = text.lower()
    if len(low) != len(text):  # some letters change their length in lower case
        low = text
    spans = sorted(
        (place, place + len(term))
        for term in {term.lower() for term in terms if term}
        for place in _places(low, term)
    )
    pieces, at = [], 0
    for start, end in spans:
        if start < at:
            continue
        pieces += [(text[at:start], False), (text[start:end], True)]
        at = end
    return [piece for piece in (*pieces, (text[at:], False)) if piece[0]]


def _places(text: str, term: str) -> Iterator[int]:
    place = text.find(term)
    while place >= 0:
        yield place
        place = text.find(term, place + len(term))
