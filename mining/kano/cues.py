"""Cue words for KANO classes in the clauses that mention a feature: support, never enough alone."""

import tomllib
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from mining.mappers.cues import CueIndex, CueSet, fold
from mining.taxonomy_model import Negation

CUE_CLASSES = ("must_be", "performance", "attractive", "indifferent", "reverse")


@cache
def cue_table() -> Mapping[str, Any]:
    """The whole of cues.toml."""
    return tomllib.loads(Path(__file__).with_name("cues.toml").read_text(encoding="utf-8"))


@dataclass(slots=True)
class CueEvidence:
    """Who used cue words of which class about one feature, in which sources, and the words."""

    people: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    sources: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    words: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))

    def add(self, found: Mapping[str, tuple[str, ...]], people: frozenset[str], source: str) -> None:
        """Take in the cues of one clause."""
        for name, words in found.items():
            self.people[name] |= people
            self.sources[name].add(source)
            self.words[name].update(words)

    def leading(self, *, people: int, share: float) -> str | None:
        """The class that at least so many people and such a share of all cue users speak for."""
        counts = {name: len(keys) for name, keys in self.people.items()}
        best = max(counts, key=lambda name: (counts[name], name), default=None)
        if best is None or counts[best] < people or counts[best] < share * sum(counts.values()):
            return None
        return best

    def as_json(self) -> dict[str, Any]:
        """class -> people, sources and the words as they were written."""
        return {
            name: {
                "people": len(self.people[name]),
                "sources": len(self.sources[name]),
                "words": sorted(self.words[name]),
            }
            for name in CUE_CLASSES
            if self.people.get(name)
        }


class CueFinder:
    """Finds the cue words of a clause; a negated one does not count."""

    def __init__(self, negation: Negation) -> None:
        table = cue_table()
        sets = (CueSet(name, (*table[name]["zh"], *table[name]["en"])) for name in CUE_CLASSES)
        self._index = CueIndex(sets, negation)

    def find(self, text: str) -> dict[str, tuple[str, ...]]:
        """class -> the words as they stand in the text."""
        folded = fold(text)
        found: dict[str, list[str]] = defaultdict(list)
        for hit in self._index.find(folded.text):
            if not hit.negated:
                start, end = folded.span(hit.start, hit.end)
                found[hit.key].append(text[start:end])
        return {name: tuple(words) for name, words in found.items()}
