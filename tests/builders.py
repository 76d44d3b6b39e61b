"""Studies for tests, written row by row by the stages' schemas. The launderette is fictional."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from crawler.ids import clause_id, content_hash, native_post_id
from crawler.records import Post
from crawler.store import Store
from crawler.store.posts import save_posts
from crawler.store.runs import Fingerprint, finish_run, start_run
from mining.mappers.place import Place
from mining.schema import MINING_MIGRATIONS

EMPTY_POST = Post(
    id="", source="forum.example", native_id=None, url=None, thread_id=None, parent_id=None, kind="review",
    subject="Lantern Laundry", brand_role="own", title=None, body="", text="", rating=None, rating_min=1.0,
    rating_max=5.0, likes=None, author_key=None, posted_at=None, posted_at_raw=None, posted_precision=None,
    edited_at=None, fetched_at="2026-03-02T08:00:00+00:00", language=None, attributes={}, snapshot_id=None,
    parser_version="test-1", version=1, content_hash="",
)  # fmt: skip


def make_post(number: int | str, body: str, **fields: Any) -> Post:
    """A post numbered by its source, with whatever else is given."""
    source = fields.get("source", EMPTY_POST.source)
    title = fields.get("title")
    text = body if title is None else f"{title}\n{body}"
    post = replace(
        EMPTY_POST,
        id=native_post_id(source, str(number)),
        native_id=str(number),
        body=body,
        text=text,
        url=f"https://{source}/posts/{number}",
        author_key=f"a{number}",
        posted_at="2026-02-01T10:00:00+00:00",
        language="zh" if any("\u4e00" <= c <= "\u9fff" for c in body) else "en",
        content_hash=content_hash(title, body),
    )
    return replace(post, **fields)


@dataclass
class FindingSpec:
    """What a test says about a finding; `quotes` are (post, words that stand in it)."""

    id: str
    kind: str = "pain"
    quotes: Sequence[tuple[Post, str]] = ()
    title: Mapping[str, str] | None = None
    statement: Mapping[str, str] | None = None
    slots: Mapping[str, Any] = field(default_factory=dict)
    shelf: str = "main"
    rank: int = 0
    stability: float | None = 0.8
    components: Mapping[str, float] = field(default_factory=lambda: {"reach": 0.1})
    mappings: Sequence[tuple[str, str, float]] = ()
    people_basis: str = "authors"
    urls: Mapping[str, str] = field(default_factory=dict)
    terms: Sequence[str] = ()


def save(store: Store, *posts: Post) -> None:
    """Store posts and make the mining tables."""
    save_posts(store, posts)
    store.migrate(MINING_MIGRATIONS)


def run(store: Store, stage: str, counts: Mapping[str, Any] | None = None, *, finish: bool = True) -> str:
    """A finished run of a stage, the current one from now on."""
    store.migrate(MINING_MIGRATIONS)
    run_id = start_run(store, Fingerprint(stage, 1, "config", "input", "lite", 7))
    if finish:
        finish_run(store, run_id, counts or {})
    return run_id


def add_clauses(
    store: Store, post: Post, *quotes: str, types: Sequence[str] = ("pain",), polarity: float = 0.0
) -> list[str]:
    """Clauses of a post at the place where their words stand, with labels."""
    ids = []
    with store.writing() as conn:
        for number, quote in enumerate(quotes):
            start = post.text.index(quote)
            identity = clause_id(post.id, post.version, start, start + len(quote))
            conn.execute(
                "INSERT OR IGNORE INTO clauses VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    identity,
                    post.id,
                    post.version,
                    number,
                    start,
                    start + len(quote),
                    quote,
                    post.language or "und",
                ),
            )
            conn.execute(
                "INSERT OR IGNORE INTO labels VALUES (?, ?, '{}', ?, 'service', '{}', '{}', '[]', 'test')",
                (identity, json.dumps(list(types)), polarity),
            )
            ids.append(identity)
    return ids


def discover(
    store: Store, *specs: FindingSpec, lineage: Sequence[tuple[str, str | None, str, float]] = ()
) -> str:
    """One discover run with these findings; lineage rows are (finding, previous, relation, overlap)."""
    run_id = run(store, "discover", {"findings": len(specs)})
    for spec in specs:
        _write_finding(store, run_id, spec)
    with store.writing() as conn:
        conn.executemany("INSERT INTO lineage VALUES (?, ?, ?, ?, ?)", [(run_id, *row) for row in lineage])
    return run_id


def _write_finding(store: Store, run_id: str, spec: FindingSpec) -> None:
    title = spec.title or {"zh": f"标题 {spec.id}", "en": f"Title {spec.id}"}
    statement = spec.statement or {"zh": f"说明 {spec.id}", "en": f"Statement {spec.id}"}
    people = len({post.author_key or post.id for post, _ in spec.quotes})
    for post, quote in spec.quotes:
        add_clauses(store, post, quote, types=(spec.kind,), polarity=feeling_of(post))
    with store.writing() as conn:
        conn.execute(
            "INSERT INTO findings VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                run_id, spec.id, spec.kind, title["zh"], title["en"], statement["zh"], statement["en"],
                json.dumps(spec.slots), json.dumps(list(spec.terms)), people, spec.people_basis,
                len({post.id for post, _ in spec.quotes}), json.dumps(spec.components), spec.stability,
                spec.shelf, spec.rank,
            ),
        )  # fmt: skip
        for rank, (post, quote) in enumerate(spec.quotes):
            start = post.text.index(quote)
            end = start + len(quote)
            conn.execute(
                "INSERT INTO evidence VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    run_id, spec.id, clause_id(post.id, post.version, start, end), post.id, post.version,
                    start, end, quote, spec.urls.get(post.id, post.url), 1.0 - rank / 100, rank,
                ),
            )  # fmt: skip


def map_findings(store: Store, *specs: FindingSpec, tags: Sequence[tuple[Any, ...]] = ()) -> str:
    """One map run: the specs' mappings, a place for each of their clauses, and these tags."""
    run_id = run(store, "map")
    with store.writing() as conn:
        for spec in specs:
            people = len({post.author_key for post, _ in spec.quotes})
            for axis, key, share in spec.mappings:
                conn.execute(
                    "INSERT INTO mappings VALUES (?, ?, ?, ?, ?, ?, ?)",
                    (run_id, spec.id, axis, key, share, max(1, round(share * people)), "[]"),
                )
            _write_places(conn, run_id, spec)
        conn.executemany(f"INSERT INTO tags VALUES (?{', ?' * 10})", [(run_id, *tag) for tag in tags])
    return run_id


def _write_places(conn: Any, run_id: str, spec: FindingSpec) -> None:
    best = {axis: key for axis, key, _ in sorted(spec.mappings, key=lambda m: m[2])}
    place = Place(best.get("phase", "unassigned"), best.get("touchpoint", "unassigned"))
    for post, quote in spec.quotes:
        write_place(conn, run_id, post, quote, place)


def write_place(conn: Any, run_id: str, post: Post, quote: str, place: Place) -> None:
    """Where one clause belongs."""
    start = post.text.index(quote)
    identity = clause_id(post.id, post.version, start, start + len(quote))
    conn.execute(
        "INSERT OR IGNORE INTO places VALUES (?, ?, ?, ?, ?)",
        (run_id, identity, place.phase, place.touchpoint, json.dumps(place.cues())),
    )


def feeling_of(post: Post) -> float:
    """Polarity of a post's clauses: its stars, laid over -1…1."""
    return 0.0 if post.rating is None else (post.rating - 3.0) / 2.0
