"""One look at a mined study: posts that came since the last look against all before, as work orders."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from crawler.ids import digest
from crawler.store import Store
from crawler.store.facts import get_fact, set_fact
from crawler.store.runs import current_run
from crawler.study import Study
from mining.mappers.place import from_cues
from mining.mappers.signs import spoken
from mining.mappers.tags import sign_of
from mining.people import load_census
from mining.reading import MAP_STAGE
from mining.segments.voices import load_voices
from mining.taxonomy import load_taxonomy
from mining.taxonomy_model import Taxonomy
from mining.watching.orders import WorkOrder, add_orders
from mining.watching.rules import Said, alerts

MARK = "watch.seen_until_run"


@dataclass(frozen=True, slots=True)
class Look:
    """`first` says that nothing was compared: a first look only remembers where it stood."""

    first: bool
    new_posts: int
    earlier_posts: int
    orders: tuple[WorkOrder, ...]


def look(study: Study) -> Look:
    """Compare, keep the orders, and remember where this look ended. Needs a mined study."""
    taxonomy = load_taxonomy(study.config.study.domains, study.folder)
    with study.open() as store:
        voices = load_voices(store, taxonomy)
        seen = get_fact(store, MARK)
        until = str(store.value("SELECT max(rowid) FROM runs") or 0)
        fresh = _new_posts(store, seen) if seen is not None else set()
        new = [voice for voice in voices if voice.post_id in fresh]
        old = [voice for voice in voices if voice.post_id not in fresh]
        orders: Sequence[WorkOrder] = ()
        if new:
            watch = study.config.watch
            found = alerts(watch.rules, new, old, _said(store, taxonomy, fresh), taxonomy)
            orders = add_orders(store, found, digest(*sorted(fresh)), watch.owner)
        set_fact(store, MARK, until)
    return Look(seen is None, len(new), len(old), tuple(orders))


def _new_posts(store: Store, seen: str) -> set[str]:
    rows = store.rows(
        "SELECT posts.id FROM posts JOIN runs ON runs.id = posts.first_run_id WHERE runs.rowid > ?",
        (int(seen),),
    )
    return {row["id"] for row in rows}


def _said(store: Store, taxonomy: Taxonomy, post_ids: set[str]) -> list[Said]:
    census, band = load_census(store), taxonomy.matching.weights.neutral_band
    rows = store.rows(
        "SELECT clauses.id, clauses.post_id, clauses.text, posts.url, places.cues, labels.polarity"
        " FROM clauses JOIN posts ON posts.id = clauses.post_id"
        " LEFT JOIN places ON places.clause_id = clauses.id AND places.run_id = ?"
        " LEFT JOIN labels ON labels.clause_id = clauses.id ORDER BY clauses.id",
        (current_run(store, MAP_STAGE),),
    )
    found = []
    for row in rows:
        if row["post_id"] in post_ids:
            place = from_cues("", "", json.loads(row["cues"] or "{}"))
            blamed = {
                tag
                for tag in place.tags
                if sign_of(spoken(place.signs.get(tag), row["polarity"]), band) == "negative"
            }
            found.append(
                Said(
                    row["id"], row["post_id"], row["text"], row["url"], census.people_of(row["post_id"]),
                    frozenset(blamed), bool(blamed),
                )
            )  # fmt: skip
    return found
