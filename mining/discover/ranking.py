"""The components of a finding's rank, kept apart, and the order that follows from them."""

from collections.abc import Mapping

import numpy as np

from mining.discover.corpus import Corpus
from mining.discover.groups import Group
from mining.discover.measures import Measures
from mining.intervals import wilson


def components(corpus: Corpus, group: Group, measures: Measures) -> dict[str, float]:
    """The parts of the rank.

    `people` and `sources` are numbers; `reach` is the lower end of Wilson's 95 % interval of the share
    of people; `telling`, `alike`, `quotes_alike`, `detail` and `sure` are those of
    `mining.discover.measures`, whose product with the damped number of people is `score`;
    `coherence` is the split-half reliability of the group's centre; `severity` one minus the mean
    scaled rating (pains with ratings only).
    """
    rows = [int(row) for row in group.rows]
    people = len(corpus.people(rows))
    found = {
        "people": float(people),
        "reach": round(wilson(min(people, corpus.all_people), corpus.all_people)[0], 4),
        "telling": measures.telling,
        "alike": measures.alike,
        "quotes_alike": measures.quotes_alike,
        "detail": measures.detail,
        "sure": measures.sure,
        "score": measures.score,
        "coherence": round(group.reliability, 4),
        "sources": float(len({corpus.items[row].source for row in rows})),
    }
    ratings = [rating for row in rows if (rating := corpus.items[row].rating) is not None]
    if ratings and corpus.kind == "pain":
        found["severity"] = round(1 - float(np.mean(ratings)), 4)
    return found


def rank_score(parts: Mapping[str, float]) -> float:
    """Many people, one specific thing, told alike and in detail (see `measures.Measures.score`)."""
    return parts["score"]
