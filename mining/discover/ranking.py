"""The components of a finding's rank, kept apart, and the order that follows from them."""

from collections.abc import Mapping, Sequence
from math import log1p

import numpy as np

from mining.discover.groups import Group
from mining.discover.items import Item
from mining.discover.seeds import Signature
from mining.facets.lexicon import is_vague
from mining.intervals import wilson
from mining.records import FindingKind

_AXES_THAT_TELL = {
    "scenario": ("who", "when", "where", "activity", "goal"),
    "pain": ("object", "obstacle"),
    "need": ("object", "obstacle"),
}


def components(kind: FindingKind, group: Group, items: Sequence[Item], all_people: int) -> dict[str, float]:
    """The parts of the rank, each in [0, 1] but for `people` and `sources`.

    `reach` is the lower end of Wilson's 95 % interval of the share of people; `specificity` the
    share of members that name at least two things that tell; `coherence` the split-half
    reliability of the group's centre; `named` how much the concepts that brought it together say:
    1 for a pair, 0.4 for a single one, 0.1 for a vague one, 0 where likeness alone did it;
    `severity` one minus the mean scaled rating (pains with ratings only); `sources` a number.
    """
    rows = [int(row) for row in group.rows]
    people = frozenset().union(*(items[row].people for row in rows))
    found = {
        "people": float(len(people)),
        "reach": round(wilson(min(len(people), all_people), all_people)[0], 4),
        "specificity": round(_specificity(kind, group, items), 4),
        "coherence": round(group.reliability, 4),
        "sources": float(len({items[row].source for row in rows})),
        "named": round(_named(group), 4),
    }
    ratings = [rating for row in rows if (rating := items[row].rating) is not None]
    if ratings and kind == "pain":
        found["severity"] = round(1 - float(np.mean(ratings)), 4)
    return found


def rank_score(parts: Mapping[str, float]) -> float:
    """Many people, one specific thing, said alike: log(1 + people) x the product of (1 + part).

    Parts: specificity, coherence, named.
    """
    worth = (1 + parts["specificity"]) * (1 + parts["coherence"]) * (1 + parts["named"])
    return round(log1p(parts["people"]) * worth, 6)


def _named(group: Group) -> float:
    total = sum(count for _, count in group.signatures)
    return sum(_says(name) * count for name, count in group.signatures) / total if total else 0.0


def _says(signature: Signature) -> float:
    if any(is_vague(key) for key in signature):
        return 0.1
    return 1.0 if len(signature) > 1 else 0.4


def _specificity(kind: FindingKind, group: Group, items: Sequence[Item]) -> float:
    axes = _AXES_THAT_TELL[kind]
    telling = [
        len({key for key in items[int(row)].keys if key.split(":")[0] in axes}) >= 2
        for row in group.membership.members
    ]
    return float(np.mean(telling)) if telling else 0.0
