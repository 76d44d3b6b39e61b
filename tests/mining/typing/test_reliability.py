"""Calibration error: nothing where what is said happens, and what a wrong prevalence costs."""

import numpy as np
import pytest

from mining.typing.reliability import calibration_error, reliability, to_own_prevalence


def honest(seed: int, size: int = 20_000) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    said = rng.beta(0.5, 1.5, size)
    return rng.random(size) < said, said


def test_honest_probabilities_have_next_to_no_error_and_boasts_have() -> None:
    truth, said = honest(1)

    assert calibration_error(truth, said) < 0.01
    assert calibration_error(truth, np.where(said > 0.5, 1.0, 0.0)) > 0.1
    assert calibration_error(np.zeros(5), np.full(5, 0.3)) == pytest.approx(0.3)


def test_another_prevalence_is_found_again() -> None:
    truth, said = honest(2)
    rng = np.random.default_rng(5)
    kept = np.flatnonzero(truth | (rng.random(len(truth)) < 0.25))  # a study with fewer who do not

    moved = to_own_prevalence(said[kept], float(truth.mean()))

    assert calibration_error(truth[kept], said[kept]) > 0.1
    assert calibration_error(truth[kept], moved) < 0.02


def test_errors_are_told_per_type_and_per_study() -> None:
    truth, said = honest(3, 4000)
    found = reliability(
        np.stack([truth] * 4, axis=1), np.stack([said] * 4, axis=1), ["a", "b", "c", "d"] * 1000
    )

    assert set(found) == {"scenario", "pain", "need", "praise"}
    assert found["pain"]["error"] < 0.02
    assert found["pain"]["within"] < 0.06
    assert found["pain"]["own_prevalence_prevalence"] < 0.08
