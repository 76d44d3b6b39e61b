"""Scores of the two models, net and linear, and how they become probabilities and decisions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from mining.records import PHASES, TYPES
from mining.typing.encoder import Weights, encode
from mining.typing.features import Features, Parts, features

ALL_PHASES = (*PHASES, "none")
VECTOR_SCALE, NEIGHBOUR_SCALE = 8.0, 4.0  # unit vectors brought to the size of the other inputs

Floats = npt.NDArray[np.float32]
Scores = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Raw:
    """Uncalibrated scores of one model: a logit per type (n, 4), a log probability per phase (n, 7)."""

    types: Scores
    phases: Scores


@dataclass(frozen=True, slots=True)
class Calibration:
    """How raw scores become probabilities and decisions; all of it fitted on out-of-fold scores.

    `types[i]` = weight of the net's logit, of the linear logit, and bias (Platt 1999, two inputs);
    `phases` = weight of the net's and of the linear log probabilities; a type holds where its
    probability reaches `thresholds[i]`; the phase is the greatest log probability plus `offsets`.
    """

    types: tuple[tuple[float, float, float], ...]
    phases: tuple[float, float]
    thresholds: tuple[float, ...]
    offsets: tuple[float, ...]

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "Calibration":
        """From the form that `to_json` gives."""
        return cls(
            tuple((float(a), float(b), float(c)) for a, b, c in data["types"]),
            (float(data["phases"][0]), float(data["phases"][1])),
            tuple(map(float, data["thresholds"])),
            tuple(map(float, data["offsets"])),
        )

    def to_json(self) -> dict[str, Any]:
        """Plain lists, to be stored."""
        return {
            "types": [list(row) for row in self.types],
            "phases": list(self.phases),
            "thresholds": list(self.thresholds),
            "offsets": list(self.offsets),
        }

    def probabilities(self, net: Raw, linear: Raw) -> tuple[Scores, Scores]:
        """Probability per type (n, 4) and distribution over phases (n, 7)."""
        weights = np.array(self.types)
        logits = net.types * weights[:, 0] + linear.types * weights[:, 1] + weights[:, 2]
        mixed = log_softmax(self.phases[0] * net.phases + self.phases[1] * linear.phases)
        return 1.0 / (1.0 + np.exp(-np.clip(logits, -30.0, 30.0))), np.exp(mixed)

    def decide(self, types: Scores, phases: Scores) -> tuple[npt.NDArray[np.bool_], npt.NDArray[np.int64]]:
        """Which types hold (n, 4) and the index of the phase (n,)."""
        shifted = np.log(np.maximum(phases, 1e-12)) + np.array(self.offsets)
        return types >= np.array(self.thresholds), shifted.argmax(axis=1)


def net_scores(weights: Weights, parts: Parts, found: Features) -> Raw:
    """Scores of the tuned encoder with its two-layer head."""
    return split_scores(net_hidden(weights, parts, found) @ weights["head.out"] + weights["head.out_b"])


def net_hidden(weights: Weights, parts: Parts, found: Features) -> Floats:
    """What the last layer of the head sees of each sentence: (n, 256), none negative."""
    texts = list(dict.fromkeys([*parts.texts, *parts.before, *parts.after]))
    place = {text: index for index, text in enumerate(texts)}
    vectors, peaks = encode(weights, texts)
    own = [place[text] for text in parts.texts]
    inputs = head_inputs(
        vectors[own],
        _normalised(peaks[own], weights["head.norm_g"], weights["head.norm_b"]),
        vectors[[place[text] for text in parts.before]],
        vectors[[place[text] for text in parts.after]],
        found.dense,
    )
    hidden: Floats = np.maximum(inputs @ weights["head.hidden"] + weights["head.hidden_b"], 0.0)
    return hidden


def head_inputs(own: Floats, peaks: Floats, before: Floats, after: Floats, dense: Floats) -> Floats:
    """What the net's head sees, in this order."""
    blocks = [own * VECTOR_SCALE, peaks, before * NEIGHBOUR_SCALE, after * NEIGHBOUR_SCALE, dense]
    return np.concatenate(blocks, axis=1).astype(np.float32)


def linear_scores(weights: Weights, found: Features) -> Raw:
    """Scores of the linear heads."""
    return split_scores(found.sparse @ weights["linear.weight"] + weights["linear.bias"])


def split_scores(outputs: Floats) -> Raw:
    """Eleven outputs as four type logits and seven phase log probabilities."""
    values = outputs.astype(np.float64)
    return Raw(values[:, : len(TYPES)], log_softmax(values[:, len(TYPES) :]))


def score(weights: Weights, parts: Parts) -> tuple[Raw, Raw]:
    """Raw scores of the net and of the linear heads for a batch."""
    found = features(parts, weights)
    return net_scores(weights, parts, found), linear_scores(weights, found)


def log_softmax(values: Scores) -> Scores:
    """Row-wise logarithm of the softmax."""
    shifted = values - values.max(axis=1, keepdims=True)
    result: Scores = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    return result


def join(raws: Sequence[Raw]) -> Raw:
    """Scores of several batches as one."""
    return Raw(np.concatenate([raw.types for raw in raws]), np.concatenate([raw.phases for raw in raws]))


def _normalised(values: Floats, gain: Floats, bias: Floats) -> Floats:
    centred = values - values.mean(axis=1, keepdims=True)
    scale = np.sqrt((centred * centred).mean(axis=1, keepdims=True) + 1e-5)
    result: Floats = centred / scale * gain + bias
    return result
