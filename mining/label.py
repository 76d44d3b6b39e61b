"""Types, polarity, journey phase and slots of sentences: the one code path of `mine` and `label`.

A sentence is typed whole, with the sentence before and after it as context. A sentence longer than a
clause is not cut first: only one labelled sentence in 24 is, and cutting those, labelling the clauses and
joining their labels moved no figure by more than 0.006, mostly down.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from mining.records import TYPES, Label, Slot

if TYPE_CHECKING:
    from mining.typing.weights import Heads

BATCH = 256
DECIMALS = 4  # batches of another make-up differ by about 1e-7; the stage always makes up the same ones
_SURROGATE = re.compile("[\ud800-\udfff]")
MAX_CHARACTERS = 1_000  # of a sentence, for typing: a longer one is typed by its beginning


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence and what stands before and after it in its post ("" at the ends); language as detected."""

    text: str
    prev: str = ""
    next: str = ""
    language: str = "en"


class Labeller:
    """Labels sentences with trained heads; `load()` gives the ones that come with the package."""

    def __init__(self, heads: "Heads") -> None:
        self._heads = heads

    @classmethod
    def load(cls, folder: Path | None = None) -> "Labeller":
        """The heads in `folder`, or the package's own. Raises MiningProblem when missing or damaged."""
        from mining.typing.weights import load, package_folder

        return cls(load(folder or package_folder()))

    @classmethod
    def for_study(cls, folder: Path) -> "Labeller":
        """The heads that a study was trained to, or the package's own. Raises MiningProblem."""
        from mining.typing.own_heads import load_heads

        return cls(load_heads(folder))

    @property
    def name(self) -> str:
        """Identifies weights and calibration; another name means that labels must be made again."""
        return self._heads.name

    def label(self, sentences: Sequence[Sentence]) -> list[Label]:
        """One label per sentence, in order. A text without any letter or digit is labelled with nothing."""
        labels: list[Label] = [_NOTHING] * len(sentences)
        spoken = [index for index, one in enumerate(sentences) if any(map(str.isalnum, one.text))]
        for start in range(0, len(spoken), BATCH):
            rows = spoken[start : start + BATCH]
            found = self._label_batch([sentences[row] for row in rows])
            for row, label in zip(rows, found, strict=True):
                labels[row] = label
        return labels

    def _label_batch(self, sentences: list[Sentence]) -> Iterator[Label]:
        from mining.typing.features import Parts
        from mining.typing.heads import ALL_PHASES, score

        parts = Parts(
            [_readable(one.text) for one in sentences],
            [_readable(one.prev) for one in sentences],
            [_readable(one.next) for one in sentences],
        )
        calibration = self._heads.calibration
        typed, phased = calibration.probabilities(*score(self._heads.weights, parts))
        typed, phased = typed.round(DECIMALS), phased.round(DECIMALS)
        holds, phases = calibration.decide(typed, phased)
        for row, sentence in enumerate(sentences):
            scores = dict(zip(TYPES, map(float, typed[row]), strict=True))
            types = tuple(kind for kind, yes in zip(TYPES, holds[row], strict=True) if yes)
            yield Label(
                types=types,
                scores=scores,
                polarity=round(scores["praise"] - scores["pain"], DECIMALS),
                phase=ALL_PHASES[int(phases[row])],
                phase_scores=dict(zip(ALL_PHASES, map(float, phased[row]), strict=True)),
                slots=_slots(sentence) if "scenario" in types else {},
            )


def _readable(text: str) -> str:
    """The text as models read it: its beginning, with halves of characters (lone surrogates) replaced."""
    return _SURROGATE.sub("\ufffd", text[:MAX_CHARACTERS])


def _slots(sentence: Sentence) -> dict[str, Slot]:
    from mining.slots import extract

    found = extract(_readable(sentence.text), sentence.language)
    return {name: replace(slot, text=sentence.text[slot.start : slot.end]) for name, slot in found.items()}


_NOTHING = Label(
    types=(),
    scores=dict.fromkeys(TYPES, 0.0),
    polarity=0.0,
    phase="none",
    phase_scores={"none": 1.0},
)
