"""How good the types and phases are may not fall.

Three measures, because none alone is enough:
- on the project's own demo sentences, with the weights as they are shipped (they never saw them);
- the cross-validated figures recorded in heads.json when the weights were trained. The shipped weights have
  seen all labelled sentences, so running them on those would measure memory; what is checked here is that the
  record belongs to these weights and these files, and that it reaches the floors;
- heavy: heads without a teacher's labels (which hold sentences of others and do not come with the project),
  trained anew without dev and measured on dev, with thresholds from dev's other folds (praise came out at
  .821 and at .820). Their floors are lower.
"""

import json
from pathlib import Path
from typing import Any

import pytest

from mining.label_lines import label_lines
from mining.records import TYPES
from mining.typing import gold
from mining.typing.figures import crossed, figures
from mining.typing.heads import ALL_PHASES
from mining.typing.teach import DEV_FOLDS
from mining.typing.train import SEED, WITHOUT_DEV, fit_polarity, run_part
from mining.typing.weights import package_folder, read_summary

FLOORS = {
    "scenario_f1": 0.65,
    "pain_f1": 0.81,
    "need_f1": 0.56,
    "praise_f1": 0.84,
    "phase_macro_f1": 0.55,
    "phase_accuracy": 0.78,
}
UNTAUGHT_FLOORS = {
    "scenario_f1": 0.57,
    "pain_f1": 0.77,
    "need_f1": 0.47,
    "praise_f1": 0.81,
    "phase_macro_f1": 0.45,
}
LARGEST_CALIBRATION_ERROR = 0.05
LARGEST_LANGUAGE_GAP = 0.08  # of pain and praise, below the mean of both
# A little below what was reached; they only ever go up. The demo posts are livelier and more roundabout
# than the reviews that the heads learnt from, and nearly all of two phases: macro-F1 would be a lottery.
DEMO_FLOORS = {
    "scenario_f1": 0.59,
    "pain_f1": 0.67,
    "need_f1": 0.48,
    "praise_f1": 0.50,
    "phase_accuracy": 0.53,
}


def below(found: dict[str, float], floors: dict[str, float]) -> dict[str, float]:
    """What lies under its floor."""
    return {name: round(found[name], 3) for name, floor in floors.items() if found[name] < floor}


def demo_lines() -> list[dict[str, Any]]:
    text = (Path(__file__).parent / "demo_gold.jsonl").read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines() if line.strip()]


def test_the_demo_sentences_reach_their_floors() -> None:
    import numpy as np

    lines = demo_lines()
    assert len(lines) >= 300
    labelled = list(label_lines([{"id": one["id"], "s": one["s"], "text": one["text"]} for one in lines]))
    typed = [
        np.array([[kind in one["types"] for kind in TYPES] for one in some]) for some in (lines, labelled)
    ]
    phased = [np.array([ALL_PHASES.index(one["phase"]) for one in some]) for some in (lines, labelled)]

    found = figures((typed[0].astype(np.float32), phased[0]), (typed[1], phased[1]))

    assert below(found, DEMO_FLOORS) == {}


@pytest.mark.parametrize("measure", ["cross_validation", "dev"])
def test_the_recorded_figures_reach_the_floors(measure: str) -> None:
    record = read_summary(package_folder())["figures"][measure]

    assert below(record["all"], FLOORS) == {}
    for name, (low, high) in record["interval_95"].items():
        assert low <= record["all"][name] <= high


def test_probabilities_are_calibrated_in_all_and_within_each_source() -> None:
    errors = read_summary(package_folder())["calibration_error"]

    assert set(errors) == set(TYPES)
    for kind, found in errors.items():
        assert found["error"] <= LARGEST_CALIBRATION_ERROR, kind
        assert found["within"] <= LARGEST_CALIBRATION_ERROR, kind


@pytest.mark.parametrize("measure", ["cross_validation", "dev"])
def test_no_language_is_left_behind(measure: str) -> None:
    record = read_summary(package_folder())["figures"][measure]

    for name in ("pain_f1", "praise_f1"):
        reached = [record[language][name] for language in ("zh", "en")]
        assert sum(reached) / 2 - min(reached) <= LARGEST_LANGUAGE_GAP, name


def test_the_record_is_of_these_labels(shared_dir: Path) -> None:
    trained_on = read_summary(package_folder())["trained_on"]

    assert {name: part["sha256"] for name, part in trained_on.items()} == {
        **{name: gold.file_hash(shared_dir / "gold" / name) for name in gold.FILES},
        **{name: gold.file_hash(gold.own_file(name)) for name in gold.OWN},
    }


@pytest.mark.heavy
def test_a_model_that_never_saw_dev_reaches_the_floors_on_dev(shared_dir: Path) -> None:
    examples = gold.read_gold(shared_dir / "gold")
    polarity = fit_polarity(shared_dir / "gold", shared_dir / "data")
    _, rows, net, linear = run_part(shared_dir / "gold", polarity, WITHOUT_DEV, SEED)
    dev = [examples[row] for row in rows]
    assert {one.file for one in dev} == {gold.DEV}
    targets = gold.targets(dev)

    found = crossed(gold.folds(dev, DEV_FOLDS), net, linear, targets, lambda _: None)

    assert below(figures(targets, found.decisions), UNTAUGHT_FLOORS) == {}
