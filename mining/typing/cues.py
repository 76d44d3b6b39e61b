"""Cue words as data: which cues of which group a sentence has, and which of them are negated."""

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

GAP = "…"
GAP_LENGTH = 12
CUE_FILES = ("scenario", "pain", "need", "praise", "phase")

# what turns a cue around when it stands shortly before it
_NEGATION = re.compile(
    r"(?:[不没無无未别]|\b(?:not|no|never|without|hardly|barely|nor|\w+n't|cannot|cant|dont))[^,，。.!?]{0,12}$"
)
_LOOK_BACK = 20
_LATIN = re.compile(r"[a-z0-9]")


@dataclass(frozen=True, slots=True)
class Cue:
    """One cue: literal pieces with gaps between them, and whether its ends must be word ends."""

    group: int
    pieces: tuple[str, ...]
    whole_start: bool
    whole_end: bool


@dataclass(frozen=True, slots=True)
class CueHits:
    """Indexes of the cues that a text has, and for each whether a negation stands before it."""

    cues: tuple[int, ...]
    negated: tuple[bool, ...]


class CueBook:
    """All cues of the package, matched in one pass over a shadow text."""

    def __init__(self) -> None:
        import ahocorasick

        self.groups: list[str] = []
        self.cues: list[Cue] = []
        self._automaton = ahocorasick.Automaton()
        starts: dict[str, list[int]] = {}
        for name in CUE_FILES:
            for language, table in _read(name).items():
                for group, words in table.items():
                    self.groups.append(f"{name}.{language}.{group}")
                    self._add(words, starts)
        for first, indexes in starts.items():
            self._automaton.add_word(first, (len(first), tuple(indexes)))
        self._automaton.make_automaton()

    def _add(self, words: list[str], starts: dict[str, list[int]]) -> None:
        for word in dict.fromkeys(words):
            cue = _parsed(word, len(self.groups) - 1)
            starts.setdefault(cue.pieces[0], []).append(len(self.cues))
            self.cues.append(cue)

    def find(self, shadow: str) -> CueHits:
        """The cues of a shadow text (mining.normalise.shadow), each once, by its first place there."""
        found: dict[int, bool] = {}
        for last, (length, indexes) in self._automaton.iter(shadow):
            start = last - length + 1
            for index in indexes:
                if index not in found and _holds(self.cues[index], shadow, start, last + 1):
                    found[index] = _NEGATION.search(shadow, max(0, start - _LOOK_BACK), start) is not None
        return CueHits(tuple(found), tuple(found.values()))


def _read(name: str) -> dict[str, dict[str, list[str]]]:
    table: dict[str, Any] = tomllib.loads(
        (files("mining.typing").joinpath("cues", f"{name}.toml")).read_text(encoding="utf-8")
    )
    return table


def _parsed(word: str, group: int) -> Cue:
    open_end = word.endswith("*")
    pieces = tuple(piece for piece in word.removesuffix("*").split(GAP) if piece)
    return Cue(
        group,
        pieces,
        whole_start=bool(_LATIN.match(pieces[0][0])),
        whole_end=not open_end and bool(_LATIN.match(pieces[-1][-1])),
    )


def _holds(cue: Cue, text: str, start: int, end: int) -> bool:
    if cue.whole_start and start > 0 and _LATIN.match(text[start - 1]):
        return False
    for piece in cue.pieces[1:]:
        at = text.find(piece, end, end + GAP_LENGTH + len(piece))
        if at < 0:
            return False
        end = at + len(piece)
    return not (cue.whole_end and end < len(text) and _LATIN.match(text[end]))


@cache
def cue_book() -> CueBook:
    """The package's cues, read once."""
    return CueBook()
