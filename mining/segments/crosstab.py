"""The groups of a field against tags: who speaks how of what, where enough people are behind it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from mining.mappers.tags import Sign
from mining.segments.compare import LEAST_PEOPLE, GroupShare, Topic, share_of, speakers
from mining.segments.voices import Voice, in_group, list_groups, people_in


@dataclass(frozen=True, slots=True)
class CrossTable:
    """`cells[row][column]`: people of the group in `columns` who speak so of the tag in `rows`.

    Groups with fewer than `least` people are counted in `too_small` and have no column. Shares of a column
    may sum to more than 1: one person may speak of many things.
    """

    field: str
    sign: Sign | Literal["any"]
    columns: tuple[str, ...]
    people: tuple[int, ...]
    rows: tuple[str, ...]
    cells: tuple[tuple[GroupShare, ...], ...]
    least: int
    too_small: int


def cross_table(
    voices: Sequence[Voice],
    name: str,
    sign: Sign | Literal["any"] = "negative",
    *,
    least: int = LEAST_PEOPLE,
    most_rows: int = 40,
) -> CrossTable:
    """The table of one field and one sign; tags by how many people of all groups speak so, most first."""
    groups = [group for group in list_groups(voices) if group.field == name]
    shown = [group.value for group in groups if group.people >= least]
    members = {value: in_group(voices, name, value) for value in shown}
    spoken = {value: speakers(found) for value, found in members.items()}
    sizes = {value: len(people_in(found)) for value, found in members.items()}
    totals: dict[str, int] = {}
    for topics in spoken.values():
        for topic, who in topics.items():
            if topic.sign == sign:
                totals[topic.key] = totals.get(topic.key, 0) + len(who)
    tags = sorted(totals, key=lambda key: (-totals[key], key))[:most_rows]
    cells = tuple(
        tuple(
            share_of(len(spoken[value].get(Topic("tag", tag, sign), ())), sizes[value]) for value in shown
        )
        for tag in tags
    )
    return CrossTable(
        name, sign, tuple(shown), tuple(sizes[v] for v in shown), tuple(tags), cells, least,
        len(groups) - len(shown),
    )  # fmt: skip
