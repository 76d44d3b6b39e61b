"""A whole study for tests of outputs: a fictional launderette, Lantern Laundry, in zh and en."""

import json
from pathlib import Path
from typing import Any

from crawler.records import Post
from crawler.store import Store
from crawler.store.ledger import Reject, SeedResult, save_rejects, save_seed
from mining.mappers.place import Place
from tests.builders import (
    FindingSpec,
    add_clauses,
    discover,
    feeling_of,
    make_post,
    map_findings,
    run,
    save,
    write_place,
)

_FILE = Path(__file__).parent / "fixtures" / "launderette.json"
_SEED = "https://forum.example/c/laundry"


def load_sample() -> dict[str, list[Any]]:
    """posts (text, rating, source, phase), findings as FindingSpec fields, tags as rows."""
    found: dict[str, list[Any]] = json.loads(_FILE.read_text(encoding="utf-8"))
    return found


def sample_posts() -> list[Post]:
    """The launderette's posts, one author and one day each."""
    return [
        make_post(
            number,
            post["text"],
            source=post["source"],
            rating=post["rating"],
            posted_at=f"2026-01-{number + 1:02d}T09:30:00+00:00",
        )
        for number, post in enumerate(load_sample()["posts"])
    ]


def sample_specs(posts: list[Post]) -> list[FindingSpec]:
    """The launderette's findings."""
    return [
        FindingSpec(**{**fields, "quotes": [(posts[n], words) for n, words in fields["quotes"]]})
        for fields in load_sample()["findings"]
    ]


def fill_sample(store: Store) -> list[FindingSpec]:
    """Posts, a crawl's ledger, clauses, findings, mappings and tags. Returns the findings' specs."""
    posts = sample_posts()
    save(store, *posts)
    crawl = run(store, "crawl", {"new": len(posts), "masked.phone": 2, "masked.email": 1})
    save_seed(store, crawl, SeedResult("discourse", _SEED, 40, 13, "limit of the study"), key="seed")
    save_rejects(store, crawl, [Reject("row 7", "no text", "")])
    for post in posts:
        stars = post.rating or 3.0
        types = ("praise",) if stars >= 4 else ("pain",) if stars < 3 else ()
        add_clauses(store, post, post.text, types=types, polarity=feeling_of(post))
    specs = sample_specs(posts)
    discover(store, *specs, lineage=[(spec.id, None, "new", 0.0) for spec in specs])
    map_run = map_findings(store, *specs, tags=[tuple(row) for row in load_sample()["tags"]])
    with store.writing() as conn:
        for post, told in zip(posts, load_sample()["posts"], strict=True):
            write_place(conn, map_run, post, post.text, Place(told["phase"], "unassigned"))
    return specs
