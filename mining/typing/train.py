"""Train the typing heads: python -m mining.typing.train --gold DIR --reviews DIR --out DIR.

Cross-validates over train + dev by whole posts, measures dev with a model that never saw it, fits the
final model on everything, and writes heads.safetensors and heads.json with the figures reached.
"""

import argparse
import json
import sys
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, replace
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from mining.records import TYPES
from mining.typing import encoder, gold
from mining.typing import soft as teaching_labels
from mining.typing.features import Parts, features
from mining.typing.figures import Targets, by_group, calibrate, crossed, figures, intervals, pick
from mining.typing.heads import ALL_PHASES, Raw, join, score, split_scores
from mining.typing.linear import LinearSettings, train_linear
from mining.typing.net import NetSettings, TrainingSet, train_net
from mining.typing.polarity import read_reviews, train_polarity
from mining.typing.reliability import reliability
from mining.typing.soft import LINEAR_WEIGHT, NET_WEIGHT, OWN_WEIGHT, Soft, joined
from mining.typing.weights import save

FOLDS = 3
SEED = 7
TAUGHT_EPOCHS = 4  # with a teacher's labels, which are seen once on the way
FINAL = -1
WITHOUT_DEV = -2

Weights = dict[str, npt.NDArray[np.float32]]
Ints = npt.NDArray[np.int64]


def main(arguments: Sequence[str] | None = None) -> int:
    """Command line entry."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--gold", type=Path, required=True, help="folder with the labelled sentences")
    parser.add_argument("--reviews", type=Path, required=True, help="folder with the rated reviews")
    parser.add_argument("--out", type=Path, required=True, help="folder for heads.safetensors and heads.json")
    parser.add_argument("--soft", type=Path, help="labels of a teacher, from python -m mining.typing.teach")
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--jobs", type=int, default=1, help="models trained at the same time, one core each")
    given = parser.parse_args(arguments)
    given.out.mkdir(parents=True, exist_ok=True)
    summary = train(given.gold, given.reviews, given.out, soft=given.soft, seed=given.seed, jobs=given.jobs)
    json.dump(summary["figures"], sys.stdout, indent=1)
    return 0


def train(
    folder: Path, reviews: Path, out: Path, *, soft: Path | None, seed: int, jobs: int
) -> dict[str, Any]:
    """Do all of it and return what was written to heads.json."""
    examples = gold.read_gold(folder)
    polarity = fit_polarity(folder, reviews)
    parts = [*range(FOLDS), WITHOUT_DEV, FINAL]
    with ProcessPoolExecutor(jobs, mp_context=get_context("spawn")) as pool:
        running = {part: pool.submit(run_part, folder, polarity, part, seed, soft) for part in parts}
        results = {part: future.result() for part, future in running.items()}
    final = results[FINAL][0]
    summary = summarise(examples, results, seed) | provenance(folder, examples, seed, soft)
    save(out, final, summary)
    return summary


def provenance(
    folder: Path, examples: Sequence[gold.Example], seed: int, soft: Path | None
) -> dict[str, Any]:
    """What the weights were made of and how: labels with their hashes, settings, the teacher."""
    paths = {name: folder / name for name in gold.FILES} | {name: gold.own_file(name) for name in gold.OWN}
    return {
        "seed": seed,
        "folds": FOLDS,
        "settings": {
            "net": asdict(net_settings(taught=soft is not None)),
            "linear": asdict(LinearSettings()),
            "taught": {
                "net_weight": NET_WEIGHT, "linear_weight": LINEAR_WEIGHT, "own_linear_weight": OWN_WEIGHT,
            },
        },
        "trained_on": {
            name: {"sha256": gold.file_hash(path), "sentences": sum(one.file == name for one in examples)}
            for name, path in paths.items()
        },
        "taught_by": dict(teaching_labels.read(soft).record),
    }


def run_part(
    folder: Path, polarity: Weights, part: int, seed: int, soft: Path | None = None
) -> tuple[Weights, Ints, Raw, Raw]:
    """Train without a part's test sentences; its weights, the test rows, and their net and linear scores."""
    examples = gold.read_gold(folder)
    test = test_mask(examples, part)
    labels = teaching_labels.read(soft)
    weights = fit(examples, gold.training_rows(examples, test), polarity, labels, seed, f"part {part}")
    rows = np.flatnonzero(test)
    return weights, rows, *scores_of([examples[row] for row in rows], weights)


def test_mask(examples: Sequence[gold.Example], part: int) -> npt.NDArray[np.bool_]:
    """Which sentences a part tests: a fold, dev, or none for the final model."""
    if part == FINAL:
        return np.zeros(len(examples), dtype=bool)
    if part == WITHOUT_DEV:
        return np.array([one.file == gold.DEV for one in examples])
    in_fold: npt.NDArray[np.bool_] = gold.folds(examples, FOLDS) == part
    return in_fold


def fit_polarity(folder: Path, reviews: Path) -> Weights:
    """The polarity score, from rated reviews that are neither labelled nor held back."""
    clauses = read_reviews(reviews, without=gold.known_posts(folder))
    _say(f"{len(clauses)} clauses of rated reviews")
    return train_polarity(clauses)


def fit(
    examples: Sequence[gold.Example], rows: Ints, polarity: Weights, soft: Soft, seed: int, name: str
) -> Weights:
    """Net and linear heads trained on the rows given and on the teacher's labels; with the polarity score."""
    chosen = [examples[row] for row in rows]
    parts = joined(gold.parts_of(chosen), soft.parts)
    found, (types, phases) = features(parts, polarity), gold.targets(chosen)
    targets = np.vstack([types, soft.types]), np.vstack([gold.phase_rows(phases), soft.phases])
    taught = np.arange(len(parts.texts)) >= len(chosen)
    net_weights = np.where(taught, soft.net_weight, 1.0).astype(np.float32)
    linear_weights = np.where(taught, soft.linear_weight, 1.0).astype(np.float32)
    if taught.any():  # or reviews would outvote all other voices
        linear_weights[: len(chosen)][[one.file in gold.OWN for one in chosen]] = OWN_WEIGHT
    data = TrainingSet(*_pieces(parts), found.dense, *targets, net_weights, taught)
    report = partial(_report, name)
    net = train_net(data, encoder.base_weights(), net_settings(taught=bool(taught.any())), seed, report)
    linear = train_linear(found.sparse, targets, linear_weights, LinearSettings())
    return {**net, **polarity, **linear}


def net_settings(*, taught: bool) -> NetSettings:
    """Hyper-parameters of the net, with or without a teacher's labels."""
    return replace(NetSettings(), epochs=TAUGHT_EPOCHS) if taught else NetSettings()


def _pieces(parts: Parts) -> tuple[list[list[int]], Ints, Ints, Ints]:
    """Piece ids of every text once, and for each sentence the rows of itself and its neighbours."""
    texts = sorted({*parts.texts, *parts.before, *parts.after})
    place = {text: index for index, text in enumerate(texts)}
    own, before, after = (
        np.array([place[text] for text in some]) for some in (parts.texts, parts.before, parts.after)
    )
    return [encoder.tokens(text) for text in texts], own, before, after


def scores_of(examples: Sequence[gold.Example], weights: Weights) -> tuple[Raw, Raw]:
    """Net and linear scores of examples, by the code that the product runs."""
    if not examples:
        nothing = split_scores(np.zeros((0, len(TYPES) + len(ALL_PHASES)), dtype=np.float32))
        return nothing, nothing
    return score(weights, gold.parts_of(examples))


def summarise(examples: Sequence[gold.Example], results: dict[int, Any], seed: int) -> dict[str, Any]:
    """Calibrations and figures out of the scores of the folds and of the model without dev."""
    rows = np.concatenate([results[part][1] for part in range(FOLDS)])
    net = join([results[part][2] for part in range(FOLDS)])
    linear = join([results[part][3] for part in range(FOLDS)])
    tested = [examples[row] for row in rows]
    fold = gold.folds(tested, FOLDS)
    targets = gold.targets(tested)
    found = crossed(fold, net, linear, targets, _say)
    apart = np.array([one.file != gold.DEV for one in tested])
    without_dev = calibrate(pick(net, apart), pick(linear, apart), (targets[0][apart], targets[1][apart]))
    _, dev_rows, dev_net, dev_linear = results[WITHOUT_DEV]
    dev = [examples[row] for row in dev_rows]
    decided = without_dev.decide(*without_dev.probabilities(dev_net, dev_linear))
    return {
        "calibration": calibrate(net, linear, targets).to_json(),
        "calibration_without_dev": without_dev.to_json(),
        "calibration_error": reliability(targets[0] > 0, found.probabilities, [one.source for one in tested]),
        "figures": {
            "cross_validation": _figures(tested, targets, found.decisions, seed),
            "dev": _figures(dev, gold.targets(dev), decided, seed),
        },
    }


def _figures(examples: Sequence[gold.Example], targets: Targets, found: Any, seed: int) -> dict[str, Any]:
    languages = {code: np.array([one.language == code for one in examples]) for code in ("zh", "en")}
    return {
        "sentences": len(examples),
        "all": figures(targets, found),
        "interval_95": intervals([one.post for one in examples], targets, found, seed),
        **by_group(languages, targets, found),
    }


def _report(name: str, text: str) -> None:
    _say(f"{name}, {text}")


def _say(text: str) -> None:
    sys.stderr.write(text + "\n")
    sys.stderr.flush()


if __name__ == "__main__":
    sys.exit(main())
