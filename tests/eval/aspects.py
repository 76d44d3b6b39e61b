"""`python -m tests.eval.aspects DIR`: aspects and their polarity against labels by hand, post by post.

The labels know 1, 0, -1 and "not mentioned". 0 stands for lukewarm and for praise and blame in one, so our
"mixed" counts as it does. Rules and words were written by reading two thirds of the posts; the last third
(every third post) was never read, and its figures are the ones to believe.
"""

import gzip
import json
import sys
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from mining.kano.reviews import Polarity
from tests.eval.kano_extraction import ASPECTS, extracted, labelled

HELD_OUT = 2  # remainder of a post's number by three


@dataclass(frozen=True, slots=True)
class Figures:
    """F1 over all (post, aspect); of those that both mention the share with the same of three signs, and with
    the same of two where the label is praise or blame."""

    mention_f1: float
    precision: float
    recall: float
    signs: float
    praise_or_blame: float
    mentions: int


def figures(
    hand: dict[int, dict[str, Polarity]], machine: dict[int, dict[str, Polarity]], posts: Iterable[int]
) -> Figures:
    """The figures over some posts."""
    labels = claims = found = same = told = same_told = 0
    for number in posts:
        theirs, ours = hand.get(number, {}), machine.get(number, {})
        labels += len(theirs)
        claims += sum(aspect in ASPECTS for aspect in ours)
        for aspect in theirs.keys() & ours.keys():
            gold, sign = _plain(theirs[aspect]), _plain(ours[aspect])
            found += 1
            same += gold == sign
            told += gold != "neutral"
            same_told += gold == sign != "neutral"
    precision, recall = found / max(1, claims), found / max(1, labels)
    return Figures(
        2 * precision * recall / max(precision + recall, 1e-9),
        precision, recall, same / max(1, found), same_told / max(1, told), found,
    )  # fmt: skip


def measure(shared: Path, folder: Path) -> tuple[Figures, Figures]:
    """The posts that were read, and those that were not."""
    with gzip.open(shared / "data" / "restaurants_zh.jsonl.gz", "rt", encoding="utf-8") as file:
        texts = [(row["text"], float(row["star"])) for row in map(json.loads, file)]
    hand, machine = labelled(), extracted(texts, folder)
    apart = [number for number in range(len(texts)) if number % 3 == HELD_OUT]
    read = [number for number in range(len(texts)) if number % 3 != HELD_OUT]
    return figures(hand, machine, read), figures(hand, machine, apart)


def _plain(sign: Polarity) -> Polarity:
    return "neutral" if sign == "mixed" else sign


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as made:
        for name, one in zip(("read", "held out"), measure(Path(sys.argv[1]), Path(made) / "s"), strict=True):
            print(name, one)
