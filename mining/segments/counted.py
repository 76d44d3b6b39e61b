"""Everything that comparing groups needs, counted once: any two groups can then be set side by side at once.

What is counted is JSON, so that it can be kept. `compare_counted` gives what `compare.compare_groups` gives.
"""

from collections.abc import Mapping, Sequence
from itertools import combinations
from typing import Any

from mining.segments.compare import Comparison, Kind, Of, Topic, judged, share_of, speakers
from mining.segments.voices import STATED, Voice, in_group, list_groups, people_in

MOST_GROUPS = 12  # of a field, the largest
LEAST_GROUP = 3  # people; a group of one or two could be recognised
KINDS: tuple[Kind, ...] = ("tag", "finding")
TIMES = ("year", "quarter", "month")


def count_groups(voices: Sequence[Voice]) -> dict[str, Any]:
    """field -> groups ("value", "people", "posts", "topics", "rest") and "both": how many people two share.

    "rest" is all others that have a value for the field. Topics are [kind, key, sign, people].
    """
    found: dict[str, Any] = {}
    for name, values in _chosen(voices).items():
        members = {value: in_group(voices, name, value) for value, _ in values}
        people = {value: people_in(group) for value, group in members.items()}
        heard = [voice for voice in voices if voice.values.get(name)]
        groups = []
        for value, posts in values:
            rest = [voice for voice in heard if value not in voice.values[name]]
            others = people_in(rest)
            groups.append({
                "value": value, "people": len(people[value]), "posts": posts,
                "topics": _topics(members[value]),
                "rest": {"people": len(others), "topics": _topics(rest), "both": len(others & people[value])},
            })  # fmt: skip
        both = [[one, other, len(people[one] & people[other])] for one, other in combinations(people, 2)]
        found[name] = {"groups": groups, "both": both}
    return found


def _chosen(voices: Sequence[Voice]) -> dict[str, list[tuple[str, int]]]:
    """field -> (value, posts) of the groups that are counted; the last times, else the largest."""
    found: dict[str, list[tuple[str, int]]] = {}
    for group in list_groups(voices):
        if group.people >= LEAST_GROUP:
            found.setdefault(group.field, []).append((group.value, group.posts))
    kept = {name: v[-MOST_GROUPS:] if name in TIMES else v[:MOST_GROUPS] for name, v in found.items()}
    return {name: values for name, values in kept.items() if len(values) > 1 or name.startswith(STATED)}


def _topics(voices: Sequence[Voice]) -> list[list[Any]]:
    spoken = speakers(voices, KINDS)
    return sorted([topic.kind, topic.key, topic.sign, len(who)] for topic, who in spoken.items())


def compare_counted(
    counted: Mapping[str, Any],
    name: str,
    first: str,
    second: str | None = None,
    *,
    of: Of = "people",
    kind: Kind = "tag",
) -> Comparison | None:
    """Two groups of a field, or one and all others, from what `count_groups` counted; None if not counted."""
    groups = {group["value"]: group for group in counted.get(name, {}).get("groups", ())}
    if first not in groups or (second is not None and second not in groups):
        return None
    mine = groups[first]
    other = mine["rest"] if second is None else groups[second]
    shared = mine["rest"]["both"] if second is None else _both(counted[name]["both"], first, second)
    one, two = _by_topic(mine["topics"], kind), _by_topic(other["topics"], kind)
    topics = sorted({*one, *two}, key=lambda t: (t.key, t.sign))
    if of == "mentions":
        topics = [topic for topic in topics if topic.kind == "tag" and topic.sign != "any"]
    shares = [
        [share_of(spoken.get(topic, 0), _whole(topic, spoken, group, of)) for topic in topics]
        for spoken, group in ((one, mine), (two, other))
    ]
    rows = judged(list(zip(topics, *shares, strict=True)))
    return Comparison(mine["people"], other["people"], shared, of, tuple(rows))


def _by_topic(rows: Sequence[Sequence[Any]], kind: Kind) -> dict[Topic, int]:
    return {Topic(row[0], row[1], row[2]): int(row[3]) for row in rows if row[0] == kind}


def _whole(topic: Topic, spoken: Mapping[Topic, int], group: Mapping[str, Any], of: Of) -> int:
    return int(group["people"]) if of == "people" else spoken.get(Topic("tag", topic.key), 0)


def _both(pairs: Sequence[Sequence[Any]], first: str, second: str) -> int:
    return next((int(n) for one, other, n in pairs if {one, other} == {first, second}), 0)
