"""Two groups of people side by side: for each topic both shares, their difference, and what to make of it.

share = people of the group who speak so of the topic / people of the group (or, with `of="mentions"`, people
of the group who speak of that tag at all). A person may be in both groups; how many are is said. p values
of all topics compared at once are adjusted (Benjamini–Hochberg 1995). A difference is a difference among
those who post, not among customers, and says nothing about causes.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from mining.intervals import wilson
from mining.kano.ols import benjamini_hochberg
from mining.mappers.tags import Sign
from mining.segments.proportions import difference_interval, equal_shares_p
from mining.segments.voices import Voice, in_group, people_in

LEAST_PEOPLE = 20  # in each group; below, a share is not given
FALSE_DISCOVERIES = 0.05

Kind = Literal["tag", "finding"]
Of = Literal["people", "mentions"]
Verdict = Literal["differs", "not shown", "too few"]


@dataclass(frozen=True, slots=True)
class Topic:
    """What is spoken of: a tag with a sign ("any" for all signs), or a finding (sign "any")."""

    kind: Kind
    key: str
    sign: Sign | Literal["any"] = "any"


@dataclass(frozen=True, slots=True)
class GroupShare:
    """`people` of `of_people`, with the 95 % Wilson interval of `share`; share is 0 of nobody."""

    people: int
    of_people: int
    share: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Difference:
    """One topic in both groups. `difference` is first - second, with its 95 % interval (Newcombe).

    `q` is the adjusted p value, None where a group is too small. `verdict`: "differs" (q < 0.05),
    "not shown" (which is not "the same"), "too few" (a group below LEAST_PEOPLE).
    """

    topic: Topic
    first: GroupShare
    second: GroupShare
    difference: float
    low: float
    high: float
    q: float | None
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Comparison:
    """Both groups, how many people are in both, and the topics: surest difference first."""

    first_people: int
    second_people: int
    in_both: int
    of: Of
    rows: tuple[Difference, ...]

    @property
    def enough(self) -> bool:
        """Whether both groups are large enough to be compared at all."""
        return min(self.first_people, self.second_people) >= LEAST_PEOPLE


def compare(
    first: Sequence[Voice], second: Sequence[Voice], *, of: Of = "people", kinds: Iterable[Kind] = ("tag",)
) -> Comparison:
    """Set two groups of voices side by side; they may come from two studies (own brand and a benchmark)."""
    one, other = speakers(first, kinds), speakers(second, kinds)
    everybody = people_in(first), people_in(second)
    topics = sorted({*one, *other}, key=lambda t: (t.kind, t.key, t.sign))
    if of == "mentions":
        topics = [t for t in topics if t.kind == "tag" and t.sign != "any"]
    pairs = [(t, _share(t, one, everybody[0], of), _share(t, other, everybody[1], of)) for t in topics]
    rows = judged(pairs)
    return Comparison(len(everybody[0]), len(everybody[1]), len(everybody[0] & everybody[1]), of, tuple(rows))


def compare_groups(
    voices: Sequence[Voice],
    name: str,
    first: str,
    second: str | None = None,
    *,
    of: Of = "people",
    kinds: Iterable[Kind] = ("tag",),
) -> Comparison:
    """One group of a field against another, or against all other voices that have a value for the field."""
    mine = in_group(voices, name, first)
    if second is None:
        rest = [voice for voice in voices if voice.values.get(name) and first not in voice.values[name]]
    else:
        rest = in_group(voices, name, second)
    return compare(mine, rest, of=of, kinds=kinds)


def speakers(voices: Iterable[Voice], kinds: Iterable[Kind] = ("tag",)) -> dict[Topic, frozenset[str]]:
    """topic -> who speaks of it. Praise, blame and any mention of a tag are topics of their own."""
    wanted = set(kinds)
    found: dict[Topic, set[str]] = defaultdict(set)
    for voice in voices:
        if "tag" in wanted:
            for tag, signs in voice.tags.items():
                found[Topic("tag", tag)] |= voice.people
                for sign in signs - {"neutral"}:
                    found[Topic("tag", tag, sign)] |= voice.people
        if "finding" in wanted:
            for key in voice.findings:
                found[Topic("finding", key)] |= voice.people
    return {topic: frozenset(who) for topic, who in found.items()}


def share_of(people: int, of_people: int) -> GroupShare:
    """k of n as a share with its interval."""
    low, high = wilson(people, of_people)
    return GroupShare(people, of_people, people / of_people if of_people else 0.0, low, high)


def _share(
    topic: Topic, spoken: Mapping[Topic, frozenset[str]], everybody: frozenset[str], of: Of
) -> GroupShare:
    whole = everybody if of == "people" else spoken.get(Topic("tag", topic.key), frozenset())
    return share_of(len(spoken.get(topic, frozenset())), len(whole))


def judged(pairs: Sequence[tuple[Topic, GroupShare, GroupShare]]) -> list[Difference]:
    """Shares of both groups as differences with adjusted p values, surest first."""
    able = [n for n, (_, a, b) in enumerate(pairs) if min(a.of_people, b.of_people) >= LEAST_PEOPLE]
    p_values = [
        equal_shares_p(a.people, a.of_people, b.people, b.of_people)
        for _, a, b in (pairs[n] for n in able)
    ]
    adjusted = dict(zip(able, map(float, benjamini_hochberg(p_values)), strict=True))
    rows = []
    for number, (topic, a, b) in enumerate(pairs):
        low, high = difference_interval(a.people, a.of_people, b.people, b.of_people)
        q = adjusted.get(number)
        verdict: Verdict = "too few" if q is None else "differs" if q < FALSE_DISCOVERIES else "not shown"
        rows.append(Difference(topic, a, b, a.share - b.share, low, high, q, verdict))
    return sorted(rows, key=_order)


def _order(row: Difference) -> tuple[float, float, str, str]:
    return (2.0 if row.q is None else row.q, -abs(row.difference), row.topic.key, row.topic.sign)
