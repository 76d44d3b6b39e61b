"""The records of the mining side."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

FindingKind = Literal["scenario", "pain", "need"]
Shelf = Literal["main", "innovated", "weak"]

KINDS: tuple[FindingKind, ...] = ("scenario", "pain", "need")
TYPES: tuple[str, ...] = ("scenario", "pain", "need", "praise")
PHASES: tuple[str, ...] = ("need", "awareness", "consideration", "acquisition", "service", "loyalty")
SLOT_NAMES: tuple[str, ...] = ("who", "when", "where", "activity", "goal")


@dataclass(frozen=True, slots=True)
class Slot:
    """A slot filler: the words as they stand, their span in the labelled text, and its concept.

    `concept` is a language-neutral id such as "child" or "night"; "" where no lexicon entry matched.
    """

    text: str
    start: int
    end: int
    concept: str = ""


@dataclass(frozen=True, slots=True)
class Clause:
    """An exact span of one version of a post: `post.text[start:end] == text`."""

    id: str
    post_id: str
    post_version: int
    sentence: int
    start: int
    end: int
    text: str
    language: str


@dataclass(frozen=True, slots=True)
class Label:
    """What a text was found to be. `scores` are probabilities per type; `phase` may be "none"."""

    types: tuple[str, ...]
    scores: Mapping[str, float]
    polarity: float
    phase: str
    phase_scores: Mapping[str, float]
    slots: Mapping[str, Slot] = field(default_factory=dict)
    aspects: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Evidence:
    """Words that somebody wrote, for a finding."""

    clause_id: str
    post_id: str
    post_version: int
    start: int
    end: int
    quote: str
    url: str | None
    strength: float
    rank: int


@dataclass(frozen=True, slots=True)
class Finding:
    """One specific scenario, pain point or unmet need, with the evidence that carries it.

    `people` counts distinct author keys, or duplicate groups where a source names no authors
    (`people_basis` says which). `components` are the ranking's parts, kept apart. `named_by` is the
    language model that made a title, checked against the quotes; "" where rules made them.
    """

    id: str
    kind: FindingKind
    title: Mapping[str, str]
    statement: Mapping[str, str]
    slots: Mapping[str, Any]
    terms: tuple[str, ...]
    people: int
    people_basis: str
    posts: int
    components: Mapping[str, float]
    stability: float | None
    shelf: Shelf
    rank: int
    evidence: tuple[Evidence, ...]
    named_by: str = ""
