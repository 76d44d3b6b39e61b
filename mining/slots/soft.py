"""The file of a teacher's labels: clauses that nobody labelled, with how likely each span fills each slot."""

import gzip
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from crawler.errors import MiningProblem

EVERYTHING = (
    "all"  # the teacher that saw all sentences; the others are named by the fold that they did not see
)
DECIMALS = 3

Likely = Sequence[Sequence[tuple[int, int, float]]]  # of each slot (start, end, probability)


@dataclass(frozen=True, slots=True)
class Soft:
    """A clause and what each teacher thinks of its spans."""

    text: str
    language: str
    labels: Mapping[str, Likely]


def write_soft(path: Path, clauses: Iterable[Soft]) -> None:
    """Write clauses as JSON lines (gzip): same input, same bytes."""
    with path.open("wb") as raw, gzip.GzipFile("", "wb", fileobj=raw, mtime=0) as lines:
        for one in clauses:
            labels = {
                name: [[(start, end, round(p, DECIMALS)) for start, end, p in some] for some in likely]
                for name, likely in one.labels.items()
            }
            data = {"text": one.text, "language": one.language, "labels": labels}
            lines.write(json.dumps(data, ensure_ascii=False).encode() + b"\n")


def read_soft(path: Path) -> list[Soft]:
    """What `write_soft` wrote. Raises MiningProblem when it is not there or damaged."""
    try:
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            rows = [json.loads(line) for line in lines]
        return [Soft(row["text"], row["language"], row["labels"]) for row in rows]
    except (OSError, ValueError, KeyError) as error:
        raise MiningProblem(
            "the teacher's labels cannot be read", where=str(path), hint="python -m mining.slots.teach"
        ) from error
