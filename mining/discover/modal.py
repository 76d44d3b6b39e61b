"""What most members of a group have in common: their slots, objects and obstacles."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from mining.discover.groups import Group
from mining.discover.items import Item
from mining.discover.measures import is_quoted
from mining.facets.lexicon import AXES, facet_label
from mining.records import SLOT_NAMES

SUPPORT = 0.3  # a name holds nothing that fewer of the members say
SUPPORT_OF_OBJECT = (
    0.45  # "noodles: arrive cold" would be wrong of a group that is only in part about noodles
)


@dataclass(frozen=True, slots=True)
class Modal:
    """The concept that fills an axis for `share` of a group's people."""

    axis: str
    concept: str
    people: int
    share: float

    def label(self, language: str) -> str:
        """How the concept is called."""
        return concept_label(self.axis, self.concept, language)


def concept_label(axis: str, concept: str, language: str) -> str:
    """Name of a slot concept, object, obstacle or wish in "zh" or "en"."""
    if axis in AXES:
        return facet_label(axis, concept, language)
    from mining.slots import label  # noqa: PLC0415 - reads its lexicon on first use

    return label(concept, language)


def modal_concepts(
    group: Group, items: Sequence[Item], quotes: Sequence[int] = ()
) -> dict[str, Modal]:
    """For each axis the commonest concept that at least 30 % of the group's people name.

    Counted over members, so that near-members never name a group. Equals: the smaller concept id. Where
    `quotes` are given, most of them must name the concept as well: a title says what the quotes say.
    """
    rows = [int(row) for row in group.membership.members]
    everyone = frozenset().union(*(items[row].people for row in rows)) if rows else frozenset()
    by_key: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        for key in items[row].keys:
            by_key[key] |= items[row].people
    found: dict[str, Modal] = {}
    for axis in (*SLOT_NAMES, *AXES):
        options = [
            (len(people), key)
            for key, people in by_key.items()
            if key.startswith(f"{axis}:") and is_quoted(key, items, quotes)
        ]
        if not options:
            continue
        count, key = min(options, key=lambda pair: (-pair[0], pair[1]))
        if count >= (SUPPORT_OF_OBJECT if axis == "object" else SUPPORT) * len(everyone):
            found[axis] = Modal(axis, key.partition(":")[2], count, round(count / len(everyone), 4))
    return found
