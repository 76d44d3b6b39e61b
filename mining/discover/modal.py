"""What most members of a group have in common: their slots, objects and obstacles."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from mining.discover.corpus import Corpus
from mining.discover.groups import Group
from mining.discover.items import Item
from mining.discover.measures import is_quoted
from mining.facets.lexicon import AXES, facet_label, is_vague, kin_of
from mining.records import SLOT_NAMES

SUPPORT = 0.3  # a name holds nothing that fewer of the members say
BESIDE = 4  # concepts that only some of a group speak of …
BESIDE_PEOPLE = 2  # … so many people at least …
BESIDE_SHARE = 0.12  # … and such a share
EVERYBODY = 0.08  # share of a kind's people who name an object from which it is the study's own subject
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
    `quotes` are given, most of them must name the concept as well (an object all of them): a title says
    what the quotes say.
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
            if key.startswith(f"{axis}:") and _names(key, items, quotes)
        ]
        if not options:
            continue
        count, key = min(options, key=lambda pair: (-pair[0], pair[1]))
        if count >= (SUPPORT_OF_OBJECT if axis == "object" else SUPPORT) * len(everyone):
            found[axis] = Modal(axis, key.partition(":")[2], count, round(count / len(everyone), 4))
    return found


def _names(key: str, items: Sequence[Item], quotes: Sequence[int]) -> bool:
    if key.startswith("object:"):
        return all(key in items[row].keys for row in quotes)
    return is_quoted(key, items, quotes)


def also_named(group: Group, corpus: Corpus, told: Collection[str]) -> list[Modal]:
    """Up to four concepts that some members speak of as well, the commonest first.

    Of situations people, times, places, doings and what goes wrong; of the rest objects and failures.
    Left out is what is `told` already ("axis:concept"), its kin, what says no more than "bad", and the
    objects of which everybody in the study speaks.
    """
    items = corpus.items
    rows = [int(row) for row in group.membership.members]
    everyone = frozenset().union(*(items[row].people for row in rows)) if rows else frozenset()
    by_key: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        for key in items[row].keys:
            by_key[key] |= items[row].people
    known = {*told, *map(kin_of, told)}
    labels = {concept_label(axis, concept, "en") for axis, _, concept in (key.partition(":") for key in told)}
    found: list[Modal] = []
    for key, people in sorted(by_key.items(), key=lambda pair: (-len(pair[1]), pair[0])):
        axis, _, concept = key.partition(":")
        enough = len(people) >= max(BESIDE_PEOPLE, BESIDE_SHARE * len(everyone))
        new = not {key, kin_of(key)} & known and concept_label(axis, concept, "en") not in labels
        says = axis not in ("wish", "act") and not is_vague(key)
        says &= axis != "object" or corpus.shares[key] < EVERYBODY
        if enough and new and says and len(found) < BESIDE:
            found.append(Modal(axis, concept, len(people), round(len(people) / len(everyone), 4)))
    return found
