"""Tag shares within a category, read from the places of the current map run."""

import json
from collections.abc import Iterator

from crawler.store import Store
from crawler.store.runs import current_run
from mining.mappers.place import from_cues
from mining.mappers.signs import spoken
from mining.mappers.tags import SIGNS, Mention, TagCount, category_shares, sign_of
from mining.people import load_census
from mining.reading import MAP_STAGE, ensure_tables
from mining.taxonomy_model import Taxonomy


def load_mentions(store: Store, taxonomy: Taxonomy) -> Iterator[Mention]:
    """Every mention of a tag in the current map run; none where the study was not mapped yet."""
    ensure_tables(store)
    census = load_census(store)
    band = taxonomy.matching.weights.neutral_band
    known = {tag.id for tag in taxonomy.tags}
    rows = store.rows(
        "SELECT places.cues, clauses.post_id, labels.polarity FROM places"
        " JOIN clauses ON clauses.id = places.clause_id"
        " LEFT JOIN labels ON labels.clause_id = places.clause_id"
        " WHERE places.run_id = ? ORDER BY places.clause_id",
        (current_run(store, MAP_STAGE),),
    )
    for row in rows:
        place = from_cues("", "", json.loads(row["cues"]) or {})
        for tag in sorted(known & set(place.tags)):
            people, group = census.people_of(row["post_id"]), census.group_of(row["post_id"])
            yield Mention(tag, people, group, sign_of(spoken(place.signs.get(tag), row["polarity"]), band))


def load_category_shares(store: Store, taxonomy: Taxonomy) -> dict[str, dict[str, list[TagCount]]]:
    """category -> sign -> its tags as "k of the N people who mention the category", most people first.

    Shares of one list may sum to more than 1: print `tags.OVERLAP_NOTE` beside them.
    """
    mentions = list(load_mentions(store, taxonomy))
    found: dict[str, dict[str, list[TagCount]]] = {}
    for category in taxonomy.categories:
        signs = {sign: category_shares(mentions, taxonomy, category.id, sign) for sign in SIGNS}
        if any(signs.values()):
            found[category.id] = {str(sign): rows for sign, rows in signs.items()}
    return found
