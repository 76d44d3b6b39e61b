"""From the store to rated reviews: tags of clauses with the sign of their labels, and cue words."""

import json
import math
import sqlite3
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from math import fsum
from typing import Any

from crawler.store import Store
from crawler.store.runs import current_run
from mining.kano.cues import CueEvidence, CueFinder
from mining.kano.reviews import Polarity, RatedReview, weighed
from mining.mappers.place import from_cues
from mining.mappers.signs import spoken
from mining.people import Census, load_census
from mining.ratings import five_stars
from mining.reading import MAP_STAGE
from mining.taxonomy_model import Negation

_MENTIONS = (
    "SELECT clauses.post_id, clauses.text, labels.polarity, places.cues FROM places"
    " JOIN clauses ON clauses.id = places.clause_id"
    " LEFT JOIN labels ON labels.clause_id = places.clause_id"
    " WHERE places.run_id = ? ORDER BY places.clause_id"
)
# posts with clauses: the kept one of each duplicate group
_POSTS = (
    "SELECT id, source, subject, language, text, rating, rating_min, rating_max, posted_at FROM posts"
    " WHERE EXISTS (SELECT 1 FROM clauses WHERE clauses.post_id = posts.id) ORDER BY id"
)
_MONTH = len("2026-01")


@dataclass(frozen=True, slots=True)
class Material:
    """What the stage works on: all mined posts as reviews, and the cue words for each feature."""

    reviews: list[RatedReview]
    cues: dict[str, CueEvidence]


def load_material(
    store: Store, negation: Negation, neutral_band: float, feature_of: Mapping[str, str] | None = None
) -> Material:
    """The reviews of a study with the aspects of the current map run. Writes nothing.

    `feature_of` gathers several tags into one feature and leaves out the tags that it does not name;
    without it each tag is a feature.
    """
    census = load_census(store)
    finder = CueFinder(negation)
    mentions: dict[str, dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
    cues: dict[str, CueEvidence] = defaultdict(CueEvidence)
    for row in store.rows(_MENTIONS, (current_run(store, MAP_STAGE),)):
        values = _values(json.loads(row["cues"]), row["polarity"], feature_of)
        if not values:
            continue
        said = finder.find(row["text"])
        for tag, value in sorted(values.items()):
            mentions[row["post_id"]][tag].append(value)
            if said:
                post = row["post_id"]
                cues[tag].add(said, census.people_of(post), census.source_of(post))
    aspects = {
        post: {tag: weighed(values, band=neutral_band) for tag, values in tags.items()}
        for post, tags in mentions.items()
    }
    reviews = [_review(row, aspects.get(row["id"], {}), census) for row in store.rows(_POSTS)]
    return Material(reviews, dict(cues))


def _values(
    cues: Mapping[str, Any], polarity: float | None, feature_of: Mapping[str, str] | None
) -> dict[str, float]:
    """Feature -> what one clause says of it; of several tags the mean of those judged in words."""
    place = from_cues("", "", cues)
    local: dict[str, list[float]] = {}
    for tag in place.tags:
        feature = tag if feature_of is None else feature_of.get(tag)
        if feature is not None:
            local.setdefault(feature, []).extend([place.signs[tag]] if tag in place.signs else [])
    return {
        feature: spoken(fsum(found) / len(found) if found else None, polarity)
        for feature, found in local.items()
    }


def _review(row: sqlite3.Row, aspects: dict[str, Polarity], census: Census) -> RatedReview:
    rating = row["rating"]
    return RatedReview(
        id=row["id"],
        rating=None if rating is None else five_stars(rating, row["rating_min"], row["rating_max"]),
        aspects=aspects,
        people=census.people_of(row["id"]),
        group=census.group_of(row["id"]),
        source=row["source"],
        controls=_controls(row),
        at=row["posted_at"],
    )


def _controls(row: sqlite3.Row) -> dict[str, str | float]:
    found: dict[str, str | float] = {
        "source": row["source"],
        "log_length": math.log(1 + len(row["text"])),
    }
    if row["subject"]:
        found["product"] = row["subject"]
    if row["language"]:
        found["language"] = row["language"]
    if row["posted_at"]:
        found["month"] = row["posted_at"][:_MONTH]
    return found
