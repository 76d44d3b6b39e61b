"""Calibration and figures: they reward what is right, and an interval holds its figure."""

import numpy as np
import pytest

from mining.typing.figures import best_threshold, calibrate, crossed, f1, figures, intervals, macro_f1
from mining.typing.heads import Raw, log_softmax


def scores(seed: int, quality: float) -> tuple[Raw, Raw, tuple[np.ndarray, np.ndarray]]:
    """A net and a linear model that know the truth up to noise; `quality` 0 knows nothing."""
    rng = np.random.default_rng(seed)
    types = (rng.random((600, 4)) < 0.3).astype(np.float32)
    phases = rng.choice(7, 600, p=[0.04, 0.04, 0.06, 0.16, 0.5, 0.1, 0.1])
    truth = np.eye(7)[phases]
    raws = [
        Raw(
            quality * (types * 4.0 - 2.0) + rng.normal(size=(600, 4)),
            log_softmax(quality * truth * 4 + rng.normal(size=(600, 7))),
        )
        for _ in range(2)
    ]
    return raws[0], raws[1], (types, phases)


def test_f1_is_the_known_one() -> None:
    assert f1(np.array([1, 1, 0, 0]), np.array([1, 0, 1, 0])) == pytest.approx(0.5)
    assert f1(np.zeros(3), np.zeros(3)) == 1.0
    assert macro_f1(np.array([0, 0, 5]), np.array([0, 0, 0])) == pytest.approx(0.4)


def test_a_better_model_gets_better_figures_and_the_interval_holds_them() -> None:
    reached = []
    for quality in (0.0, 1.0):
        net, linear, targets = scores(1, quality)
        found = crossed(np.arange(600) % 5, net, linear, targets, lambda _: None).decisions
        table = figures(targets, found)
        reached.append(table)
        for name, (low, high) in intervals(
            [str(i // 3) for i in range(600)], targets, found, 7, rounds=100
        ).items():
            assert low <= table[name] <= high
    assert all(reached[1][name] > reached[0][name] + 0.2 for name in reached[0])


def test_two_models_together_beat_each_of_them() -> None:
    net, linear, targets = scores(2, 0.6)
    both = calibrate(net, linear, targets)
    together = figures(targets, both.decide(*both.probabilities(net, linear)))
    for raw in (net, linear):
        one = calibrate(raw, raw, targets)
        assert together["pain_f1"] > figures(targets, one.decide(*one.probabilities(raw, raw)))["pain_f1"]


def test_probabilities_are_calibrated() -> None:
    net, linear, targets = scores(3, 0.7)
    types, phases = calibrate(net, linear, targets).probabilities(net, linear)

    assert np.allclose(types.mean(axis=0), targets[0].mean(axis=0), atol=0.02)
    assert np.allclose(phases.sum(axis=1), 1.0)


def test_the_threshold_lies_between_the_classes() -> None:
    gold = np.repeat([1.0, 0.0], 300).astype(np.float32)
    threshold = best_threshold(gold, np.where(gold > 0, 0.8, 0.1) + np.linspace(0, 0.01, 600))

    assert 0.11 < threshold < 0.81
