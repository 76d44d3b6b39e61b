"""Labelled sentences with their slots, what of the lexicon they may show, and how choices are measured.

A candidate is right when it has the slot's name and shares half of the longer span with the labelled one.
The lexicon was made with the same sentences, so that in them it knows more than it will elsewhere. A term
that only one of the scenarios has, and hardly another labelled sentence, is therefore hidden while that one
is read: what learnt from seeing it would trust the lexicon too much.
"""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from mining.slots.candidates import Candidate, guesses
from mining.slots.matching import ConceptHit, concept_hits, shadow_of, terms_in

FILES = ("train.jsonl", "train_singles.jsonl")
FOLDS = 5
COMMON = 3


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a post with its labelled slots, and whether it is a scenario."""

    post: str
    text: str
    language: str
    slots: Mapping[str, str]
    scenario: bool

    @property
    def fold(self) -> int:
        """Of cross-validation: all sentences of a post have the same."""
        return int(hashlib.sha256(self.post.encode()).hexdigest(), 16) % FOLDS


def read_sentences(path: Path) -> list[Sentence]:
    """The sentences of a labelled file."""
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    return [
        Sentence(row["id"], row["text"], row["lang"], row["slots"], "scenario" in row["types"])
        for row in rows
    ]


def rare_terms(sentences: Sequence[Sentence]) -> list[frozenset[str]]:
    """For each scenario the lexicon terms that no other has, and fewer than COMMON other sentences.

    The sentences are of one language.
    """
    terms = [(one.scenario, terms_in(shadow_of(one.text, one.language), one.language)) for one in sentences]
    here = Counter(term for scenario, some in terms if scenario for term in some)
    elsewhere = Counter(term for scenario, some in terms if not scenario for term in some)
    return [
        frozenset(term for term in some if here[term] == 1 and elsewhere[term] < COMMON)
        for scenario, some in terms
        if scenario
    ]


def by_rule(
    text: str, language: str, hidden: frozenset[str] = frozenset()
) -> tuple[list[ConceptHit], list[Candidate]]:
    """The lexicon's hits and the rules' guesses, as they are without the hidden terms."""
    plain = shadow_of(text, language)
    hits = concept_hits(plain, language, hidden)
    return hits, guesses(plain, text, hits, language)


def is_right(sentence: Sentence, slot: str, start: int, end: int) -> bool:
    """Whether the span shares half of the longer one's characters with what was labelled."""
    wanted = sentence.slots.get(slot)
    if not wanted:
        return False
    at = sentence.text.find(wanted)
    shared = min(end, at + len(wanted)) - max(start, at)
    return at >= 0 and 2 * shared >= max(end - start, len(wanted))


def agreement(counts: Iterable[tuple[int, int, int]]) -> tuple[float, float]:
    """F1 and precision of (right, chosen, wanted)."""
    right, chosen, wanted = (sum(column) for column in zip(*counts, strict=True))
    return 2 * right / max(1, chosen + wanted), right / max(1, chosen)
