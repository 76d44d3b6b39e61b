"""Labelled sentences for training: reading them, their neighbours, and the check against held-back posts."""

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

import numpy as np
import numpy.typing as npt

from crawler.errors import MiningProblem
from mining.records import TYPES
from mining.typing.features import Parts
from mining.typing.heads import ALL_PHASES

FILES = ("train.jsonl", "train_singles.jsonl", "dev.jsonl")
SINGLES, DEV = "train_singles.jsonl", "dev.jsonl"
OWN = ("own/zh.jsonl", "own/en.jsonl")  # written and labelled for this, in other words than reviews have


@dataclass(frozen=True, slots=True)
class Example:
    """One labelled sentence with its neighbours in the post ("" where none)."""

    file: str
    source: str
    post: str
    language: str
    text: str
    before: str
    after: str
    types: tuple[str, ...]
    phase: str


def read_gold(folder: Path) -> list[Example]:
    """All sentences of the three files, and our own.

    Raises MiningProblem on a missing file or a held-back post.
    """
    held_back = set((folder / "held_back.txt").read_text(encoding="utf-8").split())
    examples: list[Example] = []
    for name in FILES:
        path = folder / name
        if not path.is_file():
            raise MiningProblem("the training labels are not here", where=str(path))
        rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
        leaked = held_back & {row["id"] for row in rows}
        if leaked:
            raise MiningProblem(
                f"{len(leaked)} posts are held back and may not be trained on", where=str(path)
            )
        examples.extend(_with_neighbours(name, rows))
    return [*examples, *read_own_sentences()]


def read_own_sentences() -> list[Example]:
    """Our own labelled sentences, which come with the package."""
    examples: list[Example] = []
    for name in OWN:
        rows = [json.loads(line) for line in own_file(name).read_text(encoding="utf-8").splitlines()]
        examples.extend(_with_neighbours(name, rows))
    return examples


def own_file(name: str) -> Path:
    """Where a file of our own labelled sentences lies."""
    return Path(str(files("mining.typing").joinpath(name)))


def known_posts(folder: Path) -> set[str]:
    """Ids of all labelled and all held-back posts."""
    held_back = (folder / "held_back.txt").read_text(encoding="utf-8").split()
    return {*held_back, *(one.post for one in read_gold(folder))}


def _with_neighbours(name: str, rows: list[dict]) -> Iterable[Example]:  # type: ignore[type-arg]
    for index, row in enumerate(rows):
        before = rows[index - 1] if index else None
        after = rows[index + 1] if index + 1 < len(rows) else None
        yield Example(
            name,
            row.get("src", name),
            row["id"],
            row["lang"],
            row["text"],
            row["prev"] if "prev" in row else before["text"] if before and before["id"] == row["id"] else "",
            row["next"] if "next" in row else after["text"] if after and after["id"] == row["id"] else "",
            tuple(row["types"]),
            row["phase"],
        )


def parts_of(examples: Sequence[Example]) -> Parts:
    """The texts alone, as the features want them."""
    return Parts(
        [one.text for one in examples], [one.before for one in examples], [one.after for one in examples]
    )


def targets(examples: Sequence[Example]) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.int64]]:
    """0/1 per type (n, 4) and the index of the phase (n,)."""
    types = np.array([[kind in one.types for kind in TYPES] for one in examples], dtype=np.float32)
    return types, np.array([ALL_PHASES.index(one.phase) for one in examples])


def phase_rows(phases: npt.NDArray[np.int64]) -> npt.NDArray[np.float32]:
    """Phase indexes as distributions (n, 7)."""
    return np.eye(len(ALL_PHASES), dtype=np.float32)[phases]


def folds(examples: Sequence[Example], count: int) -> npt.NDArray[np.int64]:
    """The test fold of each sentence, by its post, so that a post is never cut; -1: never tested.

    Single sentences and our own are always in the training part: they are no sample of anything. A
    post that is in a test fold gives no single sentence to training (`training_rows`).
    """
    numbers = [int(hashlib.sha256(one.post.encode()).hexdigest(), 16) % count for one in examples]
    return np.array(
        [
            -1 if one.file == SINGLES or one.file in OWN else number
            for one, number in zip(examples, numbers, strict=True)
        ]
    )


def training_rows(examples: Sequence[Example], test: npt.NDArray[np.bool_]) -> npt.NDArray[np.int64]:
    """Every sentence that shares no post with a test sentence."""
    posts = {one.post for one, tested in zip(examples, test, strict=True) if tested}
    return np.array([index for index, one in enumerate(examples) if one.post not in posts])


def file_hash(path: Path) -> str:
    """SHA-256 of a file, to say what the weights were trained on."""
    return hashlib.sha256(path.read_bytes()).hexdigest()
