"""Searching posts by words and filters; each hit leads to its post."""

import re
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass

from starlette.responses import Response

from crawler.errors import UsageProblem
from crawler.store.search import query_terms
from mining.overlay import STATUSES, lens_of
from mining.reading import current_discovery
from mining.records import PHASES, TYPES
from mining.taxonomy_model import UNASSIGNED
from outputs.web.desk import Desk
from outputs.web.finder import LOOKED, STARS, Found, Wish, excerpt, find_posts
from outputs.web.page import Page

HITS = 20  # to a page
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


@dataclass(frozen=True, slots=True)
class Hit:
    """A post that was found, with a part of its text; `stars` as its source writes them."""

    id: str
    source: str
    subject: str
    day: str
    stars: str
    language: str
    pieces: Sequence[tuple[str, bool]]


def search(desk: Desk) -> Response:
    """Hits, or what is wrong with the question; without a question the newest posts."""
    wish, status = asked(desk)
    start = desk.number("start", 0)
    trouble, found = "", Found([], 0, 0, None)
    runs = {"map": desk.map_run, "discover": current_discovery(desk.store)}
    lens = lens_of(desk.store)
    try:
        found = find_posts(desk.store, wish, lens, runs, start=start, count=HITS)
    except UsageProblem:
        trouble = "nothing"
    terms = query_terms(wish.query)
    shown = [_hit(row, lens.text(row["id"], row["version"], row["text"]) or "", terms) for row in found.rows]
    sources = [row[0] for row in desk.store.rows("SELECT DISTINCT source FROM posts ORDER BY source")]
    return desk.render(
        "search.html.j2",
        wish=wish,
        chosen_status=status,
        found=found,
        hits=shown,
        start=start,
        trouble=trouble,
        many=LOOKED,
        sources=sources,
        languages=desk.study.config.study.languages,
        stars=range(1, STARS + 1),
        phases=[(key, desk.label("phase", key)) for key in (*PHASES, UNASSIGNED)],
        kinds=TYPES,
        statuses=STATUSES,
    )


def asked(desk: Desk) -> tuple[Wish, str]:
    """What the address asks for, and the status chosen; what is not known is left out."""

    def one_of(name: str, allowed: Sequence[str]) -> str:
        return desk.query(name) if desk.query(name) in allowed else ""

    def day(name: str) -> str:
        return desk.query(name) if _DAY.fullmatch(desk.query(name)) else ""

    status = one_of("status", STATUSES)
    stars = desk.number("stars", 0, high=STARS)
    wish = Wish(
        query=desk.query("q")[:200],
        source=desk.query("source")[:200],
        language=one_of("language", desk.study.config.study.languages),
        stars=stars or None,
        since=day("since"),
        until=day("until"),
        phase=one_of("phase", (*PHASES, UNASSIGNED)),
        kind=one_of("kind", TYPES),
        findings=_with_status(desk, status) if status else None,
    )
    return wish, status


def _with_status(desk: Desk, status: str) -> list[str]:
    """Ids under which evidence is stored of the findings that have a status now, merged ones included."""
    places = desk.overlay.places()
    own = {item.id for item in desk.overlay.shown if item.status == status}
    return sorted({*own, *(one for one, place in places.items() if place in own)})


def _hit(post: sqlite3.Row, text: str, terms: Sequence[str]) -> Hit:
    rated = post["rating"] is not None and post["rating_max"]
    stars = f"{post['rating']:g}/{post['rating_max']:g}" if rated else ""
    return Hit(
        id=post["id"],
        source=post["source"],
        subject=post["subject"] or "",
        day=(post["posted_at"] or "")[:10],
        stars=stars,
        language=post["language"] if post["language"] not in (None, "und") else "",
        pieces=excerpt(" ".join(text.split()), terms),
    )


PAGE = Page("search", reads={"/search": search}, nav=60, home="/search")
