"""Whether a taxonomy is well made: duplicates, one thing on two levels, and tags that nobody says."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import Literal

from mining.normalise import shadow
from mining.taxonomy_model import Tag, Taxonomy

MOST_CATEGORIES = 12
MOST_TAGS = 100
SHARED_CUES = 0.5  # of the smaller tag's cues: then two tags say nearly the same

Kind = Literal["same name", "same cues", "two levels", "no cues", "unsaid", "too many"]


@dataclass(frozen=True, slots=True)
class Ailment:
    """Something to look at; nothing of it stops the mining."""

    kind: Kind
    entries: tuple[str, ...]
    message: str


def examine_taxonomy(taxonomy: Taxonomy, said: Mapping[str, int] | None = None) -> list[Ailment]:
    """Everything to look at. `said` is tag -> how many people mention it, None where nothing was mapped."""
    return [
        *_same_names(taxonomy),
        *_same_cues(taxonomy),
        *_two_levels(taxonomy),
        *_silent(taxonomy, said),
        *_too_many(taxonomy),
    ]


def _same_names(taxonomy: Taxonomy) -> Iterator[Ailment]:
    for language in ("zh", "en"):
        owners: dict[str, list[str]] = defaultdict(list)
        for tag in taxonomy.tags:
            owners[_plain(getattr(tag, f"name_{language}"))].append(tag.id)
        for name, ids in owners.items():
            if len(ids) > 1:
                yield Ailment("same name", tuple(ids), f"tags {', '.join(ids)} have the same name: {name}")


def _same_cues(taxonomy: Taxonomy) -> Iterator[Ailment]:
    cues = {tag.id: {_plain(cue) for cue in tag.cues} for tag in taxonomy.tags}
    parents = {tag.id: tag.parent for tag in taxonomy.tags}
    for one, other in combinations(sorted(cues), 2):
        shared, least = cues[one] & cues[other], min(len(cues[one]), len(cues[other]))
        related = other in (parents[one], parents[other]) or one in (parents[one], parents[other])
        if least and len(shared) / least >= SHARED_CUES and not related:
            some = ", ".join(sorted(shared)[:4])
            message = f"tags {one} and {other} share {len(shared)} cues: {some}"
            yield Ailment("same cues", (one, other), message)


def _two_levels(taxonomy: Taxonomy) -> Iterator[Ailment]:
    tags = {tag.id: tag for tag in taxonomy.tags}
    for category in taxonomy.categories:
        names = {_plain(category.name_zh), _plain(category.name_en), category.id}
        for tag in taxonomy.tags:
            if names & {_plain(tag.name_zh), _plain(tag.name_en), tag.id}:
                yield Ailment("two levels", (category.id, tag.id), f"{tag.id} is a category and a tag")
    for tag in taxonomy.tags:
        parent = tags.get(tag.parent or "")
        if parent is not None and parent.category != tag.category:
            message = f"sub-tag {tag.id} stands in {tag.category}, its tag {parent.id} in {parent.category}"
            yield Ailment("two levels", (parent.id, tag.id), message)


def _silent(taxonomy: Taxonomy, said: Mapping[str, int] | None) -> Iterator[Ailment]:
    for tag in taxonomy.tags:
        if not tag.cues and not _has_children(taxonomy, tag):
            yield Ailment("no cues", (tag.id,), f"tag {tag.id} has no cue words: nothing will ever carry it")
        elif said is not None and not said.get(tag.id):
            message = f"nobody in this study says {tag.id} ({tag.name_zh}, {tag.name_en})"
            yield Ailment("unsaid", (tag.id,), message)


def _has_children(taxonomy: Taxonomy, tag: Tag) -> bool:
    return any(other.parent == tag.id for other in taxonomy.tags)


def _too_many(taxonomy: Taxonomy) -> Iterator[Ailment]:
    for name, found, most in (
        ("categories", len(taxonomy.categories), MOST_CATEGORIES),
        ("tags", len(taxonomy.tags), MOST_TAGS),
    ):
        if found > most:
            yield Ailment("too many", (), f"{found} {name}: nobody keeps more than {most} apart")


def _plain(text: str) -> str:
    return shadow(text.strip()).text.rstrip("*")
