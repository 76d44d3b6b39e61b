"""One post in full: how its clauses were read, which findings quote it, and what it answers."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from starlette.responses import Response

from crawler.store.search import query_terms
from mining.overlay import lens_of
from mining.reading import current_discovery
from outputs.web.desk import Desk
from outputs.web.finder import marked
from outputs.web.page import Page

LONGEST = 60_000  # characters that are shown
REPLIES = 20
FINDINGS = 20


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of the text: a clause with its types and phase, or what stands between clauses."""

    clause: str
    types: tuple[str, ...]
    phase: str
    pieces: Sequence[tuple[str, bool]]


def post(desk: Desk) -> Response:
    """The post of /post/ID, or a page that says that there is none."""
    rows = desk.store.rows("SELECT * FROM posts WHERE id = ?", (desk.path("post_id"),))
    if not rows:
        return desk.render("post.html.j2", 404, post=None)
    row = dict(rows[0])
    lens = lens_of(desk.store)
    text = (lens.text(row["id"], row["version"], row["text"]) or "")[:LONGEST]
    return desk.render(
        "post.html.j2",
        post=row,
        parts=parts(desk, row, text, query_terms(desk.query("q"))),
        cut_off=len(row["text"]) > LONGEST,
        mark=lens.marks.get(row["id"], ""),
        findings=quoting(desk, row["id"]),
        parent=_beside(desk, "native_id", row["source"], row["parent_id"], 1),
        replies=_beside(desk, "parent_id", row["source"], row["native_id"], REPLIES),
        attributes=_attributes(row["attributes"]),
    )


def parts(desk: Desk, row: dict[str, Any], text: str, terms: Sequence[str]) -> list[Part]:
    """The text cut at its clauses; in one piece where they belong to another version of the post."""
    clauses = desk.store.rows(
        'SELECT clauses.id, start, "end", types, places.phase FROM clauses'
        " LEFT JOIN labels ON labels.clause_id = clauses.id"
        " LEFT JOIN places ON places.clause_id = clauses.id AND places.run_id = ?"
        " WHERE post_id = ? AND post_version = ? ORDER BY start",
        (desk.map_run, row["id"], row["version"]),
    )
    found, at = [], 0
    for one in clauses:
        if one["start"] < at or one["end"] > len(text):
            continue
        if text[at : one["start"]]:
            found.append(Part("", (), "", marked(text[at : one["start"]], terms)))
        types = tuple(json.loads(one["types"] or "[]"))
        phase = desk.label("phase", one["phase"]) if one["phase"] else ""
        found.append(Part(one["id"], types, phase, marked(text[one["start"] : one["end"]], terms)))
        at = one["end"]
    return [*found, Part("", (), "", marked(text[at:], terms))] if text[at:] else found


def quoting(desk: Desk, post_id: str) -> list[tuple[str, str]]:
    """(id, title) of the findings that quote the post, under the ids that are shown."""
    rows = desk.store.rows(
        "SELECT DISTINCT finding_id FROM evidence WHERE post_id = ? AND run_id = ?",
        (post_id, current_discovery(desk.store)),
    )
    places = desk.overlay.places()
    ids = dict.fromkeys(places.get(row[0], row[0]) for row in rows)
    return [(one, desk.title(desk.by_id[one])) for one in ids if one in desk.by_id][:FINDINGS]


def _beside(desk: Desk, column: str, source: str, value: str | None, count: int) -> list[tuple[str, str]]:
    """(id, text) of posts of the same source by their own number or by that of their parent, words hidden."""
    if not value:
        return []
    lens = lens_of(desk.store)
    sql = f"SELECT id, version, text FROM posts WHERE source = ? AND {column} = ? ORDER BY posted_at LIMIT ?"  # noqa: S608 - two fixed names
    rows = desk.store.rows(sql, (source, value, count))
    return [(row["id"], lens.text(row["id"], row["version"], row["text"]) or "") for row in rows]


def _attributes(stored: str) -> list[tuple[str, str]]:
    """What the source states beside the text, as plain words."""
    values = json.loads(stored or "{}")
    plain = sorted(item for item in values.items() if not isinstance(item[1], dict | list))
    return [(str(key), str(value)) for key, value in plain]


PAGE = Page("post", reads={"/post/{post_id}": post})
