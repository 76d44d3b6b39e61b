"""A teacher's labels as targets for the heads."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from mining.records import TYPES
from mining.typing import gold, unlabelled
from mining.typing.features import Parts
from mining.typing.heads import ALL_PHASES, split_scores

Floats = npt.NDArray[np.float32]

NET_WEIGHT, LINEAR_WEIGHT = 1.0, 0.3  # how much a sentence counts that the teacher labelled, not people
OWN_WEIGHT = 4.0  # in the linear heads, how much a sentence of our own counts beside a teacher's labels


@dataclass(frozen=True, slots=True)
class Soft:
    """Clauses with the probabilities that a teacher gave them: types (n, 4) and phases (n, 7).

    `record` says who the teacher was, how good on dev, and the hash of its labels.
    """

    parts: Parts
    types: Floats
    phases: Floats
    net_weight: float = NET_WEIGHT
    linear_weight: float = LINEAR_WEIGHT
    record: Mapping[str, Any] = field(default_factory=dict)


def read(path: Path | None) -> Soft:
    """The labels in a file that mining.typing.teach wrote; none where there is no file."""
    if path is None:
        nothing = np.zeros((0, len(TYPES) + len(ALL_PHASES)), dtype=np.float32)
        return from_outputs(Parts([], [], []), nothing, {})
    record, clauses, outputs = unlabelled.read_soft(path)
    about = {**record, "sha256": gold.file_hash(path), "clauses": len(clauses)}
    return from_outputs(unlabelled.parts_of(clauses), outputs, about)


def from_outputs(parts: Parts, outputs: Floats, record: Mapping[str, Any]) -> Soft:
    """A teacher's eleven outputs as probabilities."""
    raw = split_scores(outputs)
    types = 1.0 / (1.0 + np.exp(-np.clip(raw.types, -30.0, 30.0)))
    return Soft(parts, types.astype(np.float32), np.exp(raw.phases).astype(np.float32), record=record)


def joined(first: Parts, second: Parts) -> Parts:
    """Two batches as one."""
    return Parts(
        [*first.texts, *second.texts], [*first.before, *second.before], [*first.after, *second.after]
    )
