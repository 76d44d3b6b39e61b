"""How far probabilities are from what happens, and probabilities moved to another study's prevalence."""

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt

from mining.records import TYPES

Scores = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]

BINS = 10
SMALLEST_STUDY = 100  # sentences: below, its prevalence is noise
_ROUNDS = 200
_STILL = 1e-6


def calibration_error(gold: npt.NDArray[np.generic], probabilities: Scores, bins: int = BINS) -> float:
    """Expected calibration error over bins of equal mass (Nixon et al. 2019): mean |said - happened|."""
    order = np.argsort(probabilities, kind="stable")
    parts = [part for part in np.array_split(order, bins) if len(part)]
    gaps = [
        len(part) * abs(float(probabilities[part].mean()) - float(gold[part].astype(np.float64).mean()))
        for part in parts
    ]
    return sum(gaps) / max(1, len(order))


def to_own_prevalence(probabilities: Scores, prevalence: float) -> Scores:
    """Probabilities of a study with a prevalence of its own, found by expectation maximisation.

    `prevalence` is the one that the probabilities were calibrated at. Saerens, Latinne, Decaestecker 2002,
    equations 11 and 12, for two classes: it supposes that only the prevalence changed, not what a type
    looks like.
    """
    moved, share = probabilities, prevalence
    for _ in range(_ROUNDS):
        new = float(np.clip(moved.mean(), 1e-4, 1 - 1e-4))
        yes, no = probabilities * new / prevalence, (1 - probabilities) * (1 - new) / (1 - prevalence)
        moved = yes / (yes + no)
        if abs(new - share) < _STILL:
            break
        share = new
    return moved


def reliability(gold: Bools, probabilities: Scores, studies: Sequence[str]) -> dict[str, dict[str, float]]:
    """Per type the calibration error of out-of-fold probabilities, as they are and in three more ways.

    `within` is the mean over the studies of the error inside each one, `prevalence` the mean gap between the
    share that was said and the share that was found; `own_prevalence_...` are the same three after
    `to_own_prevalence` of each study.
    """
    names = np.array(studies)
    groups = {
        str(name): names == name for name in np.unique(names) if (names == name).sum() >= SMALLEST_STUDY
    }
    found = {}
    for index, kind in enumerate(TYPES):
        truth, said = gold[:, index].astype(bool), probabilities[:, index]
        moved = said.copy()
        for rows in groups.values():
            moved[rows] = to_own_prevalence(said[rows], float(truth.mean()))
        found[kind] = _errors(truth, said, groups, "") | _errors(truth, moved, groups, "own_prevalence_")
    return found


def _errors(truth: Bools, said: Scores, groups: Mapping[str, Bools], prefix: str) -> dict[str, float]:
    inside = [calibration_error(truth[rows], said[rows]) for rows in groups.values()]
    gaps = [abs(float(said[rows].mean()) - float(truth[rows].mean())) for rows in groups.values()]
    return {
        f"{prefix}error": calibration_error(truth, said),
        f"{prefix}within": float(np.mean(inside)) if inside else 0.0,
        f"{prefix}prevalence": float(np.mean(gaps)) if gaps else 0.0,
    }
