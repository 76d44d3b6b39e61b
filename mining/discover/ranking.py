"""The components of a finding's rank, kept apart, and the order that follows from them."""

from collections import Counter
from collections.abc import Mapping, Sequence

import numpy as np

from mining.discover.corpus import Corpus
from mining.discover.groups import Group
from mining.discover.measures import Measures
from mining.intervals import wilson

CROWD_MORE = 0.3  # on top of the root of the number of people in the score
ENOUGH = 1.2  # telling that counts in the order of reading: about what one concept and its words tell
AGAIN = 0.2  # what is left of the value of a card that tells again what an earlier one told


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
    """Many people, one specific thing, told alike and in detail: `Measures.score`, with numbers weighed more.

    What makes a group worth forming (two rare concepts together) is not what makes it worth reading
    first, so telling counts up to ENOUGH only.
    """
    telling = parts["telling"]
    enough = min(1.0, ENOUGH / telling) if telling > 0 else 1.0
    value: float = parts["score"] * enough * max(1.0, parts["people"]) ** CROWD_MORE
    return round(value, 6)


def reading_order(values: Sequence[float], told: Sequence[frozenset[str]]) -> list[int]:
    """Positions by value, the highest first; a card that tells again what stands before it steps back.

    `told` holds what each card is about; a value is multiplied by AGAIN for each earlier card with
    the same. Of equals the first position comes first.
    """
    spoken: Counter[str] = Counter()
    left = list(range(len(values)))
    order: list[int] = []
    while left:
        best = max(left, key=lambda at: (round(values[at] * AGAIN ** _most(spoken, told[at]), 6), -at))
        left.remove(best)
        order.append(best)
        spoken.update(told[best])
    return order


def _most(spoken: Counter[str], told: frozenset[str]) -> int:
    return max((spoken[one] for one in told), default=0)
