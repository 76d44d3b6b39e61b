"""The KANO evaluation table: two answers about one feature give one letter.

Kano, Seraku, Takahashi & Tsuji 1984; the table as in Berger et al. 1993, with questionable for both
Like/Like and Dislike/Dislike.
"""

from collections.abc import Iterable, Mapping
from typing import Literal

Letter = Literal["M", "O", "A", "I", "R", "Q"]
Answer = Literal["like", "must", "neutral", "live", "dislike"]

LETTERS: tuple[Letter, ...] = ("M", "O", "A", "I", "R", "Q")
ANSWERS: tuple[Answer, ...] = ("like", "must", "neutral", "live", "dislike")

# rows: the functional answer; columns: the dysfunctional one, in the order of ANSWERS
_CELLS: tuple[tuple[Letter, ...], ...] = (
    ("Q", "A", "A", "A", "O"),
    ("R", "I", "I", "I", "M"),
    ("R", "I", "I", "I", "M"),
    ("R", "I", "I", "I", "M"),
    ("R", "R", "R", "R", "Q"),
)

# What an answer weighs on a continuous scale (DuMouchel, in Berger et al. 1993).
FUNCTIONAL_WEIGHTS: Mapping[Answer, float] = {"like": 4, "must": 2, "neutral": 0, "live": -1, "dislike": -2}
DYSFUNCTIONAL_WEIGHTS: Mapping[Answer, float] = {
    "like": -2, "must": -1, "neutral": 0, "live": 2, "dislike": 4,
}  # fmt: skip


def evaluate(functional: Answer, dysfunctional: Answer) -> Letter:
    """The letter of a pair.

    M must-be, O one-dimensional, A attractive, I indifferent, R reverse, Q questionable.
    """
    return _CELLS[ANSWERS.index(functional)][ANSWERS.index(dysfunctional)]


def tally(pairs: Iterable[tuple[Answer, Answer]]) -> dict[Letter, int]:
    """How many pairs give each letter; all six letters are there."""
    counts: dict[Letter, int] = dict.fromkeys(LETTERS, 0)
    for functional, dysfunctional in pairs:
        counts[evaluate(functional, dysfunctional)] += 1
    return counts
