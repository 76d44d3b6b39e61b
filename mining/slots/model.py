"""The span model's weights and its arithmetic (numpy): how likely each span of words fills each slot.

For each slot a log-linear model over all spans of at most so many words and over "none" (a semi-Markov
conditional random field, Sarawagi and Cohen 2004, of at most one segment). The score of a span adds what
its first word says about a beginning (with the words around it), its last word about an end, all its words
about an inside, its length, and the candidates of the rules that are this very span. Weights are whole
numbers, SCALE to one: no order of adding changes a score.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from importlib.resources import files
from itertools import zip_longest
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from crawler.errors import MiningProblem
from mining.records import SLOT_NAMES
from mining.slots.reading import BESIDE, BITS, Reading

SCALE = 24  # of the weights
FORMAT = 1
LANGUAGES = ("zh", "en")
TENSORS, SUMMARY = "spans.safetensors", "spans.json"
SLOTS = len(SLOT_NAMES)
# places beside the first word that say something about a beginning, and beside the last about an end
STARTS, ENDS = (-2, -1, 0, 1), (-1, 0, 1, 2)
INSIDE = len(STARTS) + len(ENDS)
COLUMNS = SLOTS * (INSIDE + 1) + 1  # the last is that of candidates

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float32]


@dataclass(frozen=True)
class Table:
    """Weights of one language: `rows` (buckets, COLUMNS), `lengths` (longest, SLOTS), `none` (SLOTS).

    `thresholds`: of each slot the probability from which on its best span fills it.
    """

    rows: npt.NDArray[np.int8]
    lengths: npt.NDArray[np.int32]
    none: npt.NDArray[np.int32]
    thresholds: tuple[float, ...]

    @cached_property
    def padded(self) -> Floats:
        """The rows in single precision, which holds sums of them exactly, and one of zeros."""
        return np.vstack([self.rows, np.zeros((1, COLUMNS))]).astype(np.float32)

    @cached_property
    def float_lengths(self) -> Floats:
        """The lengths in single precision."""
        return self.lengths.astype(np.float32)

    @cached_property
    def candidates(self) -> list[int]:
        """What each feature of a candidate says."""
        found: list[int] = self.rows[:, -1].tolist()
        return found


@dataclass(frozen=True, slots=True)
class Spans:
    """Spans of words, `first` to `last`, with probabilities: `some` (spans, SLOTS) and `none` (SLOTS).

    `begins`: of each word the number of the span that is this word alone.
    """

    first: Ints
    last: Ints
    begins: Ints
    some: Floats
    none: Floats


def probabilities(table: Table, reading: Reading) -> Spans:
    """Of each slot a distribution over all spans of the reading and "none". The reading has a word."""
    count, longest = len(reading.spans), len(table.lengths)
    first, last, begins = all_spans(count, longest)
    scores = _span_scores(table, reading, first, last)
    for one in reading.options:
        at = begins[one.first] + one.last - one.first
        scores[at, one.slot] += sum([table.candidates[number] for number in one.buckets])
    top = np.maximum(scores.max(axis=0), table.none)
    some = np.exp((scores - top) / np.float32(SCALE))
    none = np.exp((table.none - top) / np.float32(SCALE))
    total = some.sum(axis=0) + none
    return Spans(first, last, begins, some / total, none / total)


def _span_scores(table: Table, reading: Reading, first: Ints, last: Ints) -> Floats:
    count = len(reading.spans)
    # one feature of all words after the other: several times as fast as one word after the other
    numbers = np.array(list(zip_longest(*reading.buckets, fillvalue=1 << BITS)))
    words = table.padded.take(numbers, axis=0).sum(axis=0)
    starts = _beside(words, STARTS, 0, count)
    ends = _beside(words, ENDS, len(STARTS), count)
    column = INSIDE * SLOTS
    inside = words[BESIDE : BESIDE + count, column : column + SLOTS]
    total = inside.cumsum(axis=0)
    starts -= total - inside
    ends += total
    found: Floats = starts.take(first, axis=0)
    found += ends.take(last, axis=0)
    found += table.float_lengths.take(last - first, axis=0)
    return found


def _beside(words: Floats, places: tuple[int, ...], before: int, count: int) -> Floats:
    found = np.zeros((count, SLOTS), dtype=np.float32)
    for index, place in enumerate(places, before):
        start = BESIDE + place
        found += words[start : start + count, index * SLOTS : (index + 1) * SLOTS]
    return found


@lru_cache(512)
def all_spans(count: int, longest: int) -> tuple[Ints, Ints, Ints]:
    """First and last words of every span of up to `longest` of `count` words, and where each first begins."""
    sizes = np.minimum(longest, count - np.arange(count))
    begins = np.concatenate([[0], np.cumsum(sizes)[:-1]])
    first = np.repeat(np.arange(count), sizes)
    return first, first + np.arange(len(first)) - begins[first], begins


def save(folder: Path, tables: Mapping[str, Table], summary: Mapping[str, Any]) -> None:
    """Write the weights of all languages and what there is to say about them."""
    from safetensors.numpy import save_file

    tensors: dict[str, npt.NDArray[Any]] = {}
    for language, table in tables.items():
        for name in ("rows", "lengths", "none"):
            tensors[f"{language}.{name}"] = np.ascontiguousarray(getattr(table, name))
    save_file(tensors, folder / TENSORS)
    data = {
        "format": FORMAT,
        "sha256": hashlib.sha256((folder / TENSORS).read_bytes()).hexdigest(),
        "thresholds": {language: list(table.thresholds) for language, table in tables.items()},
        **summary,
    }
    (folder / SUMMARY).write_text(json.dumps(data, indent=1, sort_keys=True) + "\n", encoding="utf-8")


@cache
def load(language: str, folder: Path | None = None) -> Table:
    """The weights for "zh" or "en", of the package or a folder. Raises MiningProblem."""
    from safetensors.numpy import load as parse

    place = folder or Path(str(files(__package__)))
    try:
        data = json.loads((place / SUMMARY).read_text(encoding="utf-8"))
        content = (place / TENSORS).read_bytes()
    except (OSError, ValueError) as error:
        raise MiningProblem(
            "the weights of slots are missing", where=str(place), hint="install caifeng again"
        ) from error
    if data.get("format") != FORMAT or hashlib.sha256(content).hexdigest() != data.get("sha256"):
        raise MiningProblem(
            "the weights of slots are damaged", where=str(place / TENSORS), hint="install caifeng again"
        )
    tensors = parse(content)
    rows, lengths, none = (tensors[f"{language}.{name}"] for name in ("rows", "lengths", "none"))
    return Table(rows, lengths, none, tuple(data["thresholds"][language]))
