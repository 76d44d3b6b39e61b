"""Aspect tags: who mentions what, how they speak of it, and rankings with their denominators.

A person may mention many tags, and praise and blame the same one: shares of one denominator may sum
to more than 1, so they are listed, never drawn as a pie.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from mining.intervals import wilson
from mining.mappers.cues import CueIndex, CueSet, Hit
from mining.people import People, counted
from mining.taxonomy_model import Tag, Taxonomy

Sign = Literal["positive", "negative", "neutral"]
SIGNS: tuple[Sign, ...] = ("positive", "negative")
_ORDER = {"positive": 0, "negative": 1}

OVERLAP_NOTE = {
    "zh": "同一个人可以提到多项,各项比例相加可以超过 100 %。",
    "en": "One person may mention several of these, so the shares may sum to more than 100 %.",
}


@dataclass(frozen=True, slots=True)
class Mention:
    """A clause that speaks of a tag: by whom, in which post group, and with which sign."""

    tag: str
    people: frozenset[str]
    group: str
    sign: Sign


@dataclass(frozen=True, slots=True)
class TagCount:
    """`people` of `of_people` who mention `of`; share with its 95 % Wilson interval.

    `of` is the tag itself in a ranking, or the tag's category in `category_shares`.
    """

    tag: str
    category: str
    polarity: Sign | Literal["any"]
    people: int
    of_people: int
    of: str
    share: float
    low: float
    high: float
    posts: int
    basis: str
    label_zh: str
    label_en: str


class TagMapper:
    """Finds the tags of one taxonomy in clauses."""

    def __init__(self, taxonomy: Taxonomy) -> None:
        self._index = CueIndex(
            (CueSet(tag.id, tag.cues, tag.not_if) for tag in taxonomy.tags), taxonomy.matching.negation
        )

    def find(self, folded: str) -> list[Hit]:
        """The tag cues found in a folded text; a negated cue still speaks of its tag."""
        return self._index.find(folded)


def sign_of(polarity: float, neutral_band: float) -> Sign:
    """Sign of a clause's polarity in [-1, 1]; inside the band it is neutral."""
    if polarity >= neutral_band:
        return "positive"
    return "negative" if polarity <= -neutral_band else "neutral"


def rank_tags(mentions: Iterable[Mention], taxonomy: Taxonomy) -> list[TagCount]:
    """For each tag and sign: k of the N people who mention the tag; most people first within a sign."""
    by_tag: dict[str, list[Mention]] = defaultdict(list)
    for mention in mentions:
        by_tag[mention.tag].append(mention)
    rows = []
    for tag in taxonomy.tags:
        if tag.id not in by_tag:
            continue
        everybody = _people(by_tag[tag.id])
        for sign in SIGNS:
            chosen = [mention for mention in by_tag[tag.id] if mention.sign == sign]
            if chosen:
                rows.append(_count(chosen, everybody, tag, sign, tag.id))
    return sorted(rows, key=lambda row: (_ORDER[row.polarity], -row.people, -row.low, row.tag))


def category_shares(
    mentions: Sequence[Mention], taxonomy: Taxonomy, category: str, sign: Sign | None = None
) -> list[TagCount]:
    """For each tag of a category: k of the N people who mention anything of that category.

    With a sign, k counts only those who speak of the tag in that way. Shares may sum to more than 1
    (see OVERLAP_NOTE).
    """
    members = {tag.id: tag for tag in taxonomy.tags if tag.category == category}
    inside = [mention for mention in mentions if mention.tag in members]
    everybody = _people(inside)
    rows = []
    for key, tag in members.items():
        chosen = [m for m in inside if m.tag == key and (sign is None or m.sign == sign)]
        if chosen:
            rows.append(_count(chosen, everybody, tag, sign or "any", category))
    return sorted(rows, key=lambda row: (-row.people, row.tag))


def _people(mentions: Iterable[Mention]) -> frozenset[str]:
    return frozenset().union(*(mention.people for mention in mentions))


def _count(
    chosen: Sequence[Mention], everybody: frozenset[str], tag: Tag, polarity: Sign | Literal["any"], of: str
) -> TagCount:
    found: People = counted(_people(chosen))
    low, high = wilson(found.count, len(everybody))
    return TagCount(
        tag=tag.id,
        category=tag.category,
        polarity=polarity,
        people=found.count,
        of_people=len(everybody),
        of=of,
        share=found.count / len(everybody),
        low=low,
        high=high,
        posts=len({mention.group for mention in chosen}),
        basis=counted(everybody).basis,
        label_zh=tag.name_zh,
        label_en=tag.name_en,
    )
