"""Clauses of public reviews that nobody labelled, for a teacher to label, and a choice of them.

Posts that are labelled, kept for measuring or held back are left out, known by the first 16 hex digits of
the SHA-1 of their text, and so is every clause whose very words stand in one of those sentences.
"""

import gzip
import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from crawler.errors import MiningProblem
from mining.segment import segment_text
from mining.typing.features import Parts
from mining.typing.heads import Raw

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]

MOST_PER_POST = 10


@dataclass(frozen=True, slots=True)
class Clause:
    """A clause with its neighbours in the post ("" where none), and the file that it is from."""

    text: str
    before: str
    after: str
    file: str


def read_clauses(folder: Path, without: Iterable[str], known_texts: Iterable[str]) -> list[Clause]:
    """Every clause with a letter of the reviews in `folder`, each wording once. Raises MiningProblem."""
    left_out, seen = frozenset(without), set(known_texts)
    paths = sorted(folder.glob("*.jsonl.gz"))
    if not paths:
        raise MiningProblem("the reviews for the teacher are not here", where=str(folder))
    found: list[Clause] = []
    for path in paths:
        for one in _clauses(path, left_out):
            if one.text not in seen:
                seen.add(one.text)
                found.append(one)
    return found


def _clauses(path: Path, left_out: frozenset[str]) -> Iterator[Clause]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            text: str = json.loads(line)["text"]
            if post_id(text) in left_out:
                continue
            spans = segment_text(text)[: MOST_PER_POST + 1]
            texts = [text[span.start : span.end] for span in spans]
            around = ["", *texts, ""]
            for index, clause in enumerate(texts[:MOST_PER_POST]):
                if any(map(str.isalnum, clause)):
                    yield Clause(clause, around[index], around[index + 2], path.name)


def post_id(text: str) -> str:
    """The name of a post in the label files."""
    return hashlib.sha1(text.encode(), usedforsecurity=False).hexdigest()[:16]


def parts_of(clauses: Sequence[Clause]) -> Parts:
    """The texts alone, as the models want them."""
    return Parts(
        [one.text for one in clauses], [one.before for one in clauses], [one.after for one in clauses]
    )


def choose(interest: Floats, groups: Sequence[str], count: int, seed: int) -> Ints:
    """Rows of `count` clauses, as many of each group as there are, up to an equal share; in order.

    Within a group a clause is drawn without replacement with a chance in proportion to its `interest`
    (Efraimidis and Spirakis 2006), so that what is rare is not drowned by what is common.
    """
    rng = np.random.default_rng(seed)
    keys = np.log(rng.random(len(interest))) / np.maximum(interest, 1e-6)
    rows = {name: np.flatnonzero(np.array(groups) == name) for name in sorted(set(groups))}
    chosen: list[Ints] = []
    left = count
    for place, name in enumerate(sorted(rows, key=lambda name: (len(rows[name]), name))):
        share = min(len(rows[name]), left // (len(rows) - place))
        best = rows[name][np.argsort(-keys[rows[name]], kind="stable")][:share]
        chosen.append(best)
        left -= share
    return np.sort(np.concatenate(chosen))


def write_soft(path: Path, record: Mapping[str, Any], clauses: Sequence[Clause], scores: Raw) -> None:
    """Write clauses with the teacher's eleven scores as JSON lines (gzip): same input, same bytes.

    The first line is `record`: what there is to say about the teacher.
    """
    outputs = np.hstack([scores.types, scores.phases])
    with path.open("wb") as raw, gzip.GzipFile("", "wb", fileobj=raw, mtime=0) as lines:
        lines.write(json.dumps(record, sort_keys=True).encode() + b"\n")
        for one, row in zip(clauses, outputs, strict=True):
            data: dict[str, Any] = {
                "text": one.text, "before": one.before, "after": one.after, "file": one.file,
                "outputs": [round(float(value), 3) for value in row],
            }  # fmt: skip
            lines.write(json.dumps(data, ensure_ascii=False).encode() + b"\n")


def read_soft(path: Path) -> tuple[dict[str, Any], list[Clause], Floats]:
    """What `write_soft` wrote. Raises MiningProblem when it is not there or damaged."""
    clauses: list[Clause] = []
    outputs: list[list[float]] = []
    try:
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            record: dict[str, Any] = json.loads(next(lines))
            for line in lines:
                data = json.loads(line)
                clauses.append(Clause(data["text"], data["before"], data["after"], data["file"]))
                outputs.append(data["outputs"])
    except (OSError, ValueError, KeyError, StopIteration) as error:
        raise MiningProblem(
            "the teacher's labels cannot be read", where=str(path), hint="python -m mining.typing.teach"
        ) from error
    return record, clauses, np.array(outputs, dtype=np.float32).reshape(len(clauses), -1)
