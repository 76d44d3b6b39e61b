"""Training of the teacher and its scores (torch).

Matrix products in bfloat16, several times as fast where the processor has them, and one thread: on a machine
that is shared, threads that wait for each other are slower than none.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from mining.typing import teacher
from mining.typing.e5 import E5File
from mining.typing.features import Parts
from mining.typing.heads import Raw, split_scores
from mining.typing.net import Report, length_batches, phase_loss, phase_weights
from mining.typing.teacher import Pieces, Tensors

if TYPE_CHECKING:
    import torch

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float32]

_SCORED_TOGETHER = 128


@dataclass(frozen=True, slots=True)
class TeacherSettings:
    """Hyper-parameters. A layer learns at `rate` times `decay` for each layer above it."""

    epochs: int = 4
    batch: int = 32
    rate: float = 2e-4
    decay: float = 0.9
    head_rate: float = 1e-3
    dropout: float = 0.1
    warming: float = 0.06
    weight_decay: float = 0.01
    type_weight: float = 2.0
    phase_balance: float = 0.3  # class weight = frequency ** -phase_balance


@dataclass(frozen=True, slots=True)
class Teacher:
    """A trained teacher: its weights, the packed model that it began as, and the pieces that it knows."""

    file: E5File
    weights: Tensors
    place: dict[int, int]

    def score(self, parts: Parts) -> Raw:
        """A logit per type and a log probability per phase, as the heads give them."""
        import torch

        pieces = teacher.pieces_of(self.file, parts)
        order = np.argsort(pieces.lengths(), kind="stable")
        found = np.zeros((len(order), teacher.OUTPUTS), dtype=np.float32)
        with torch.no_grad():
            for start in range(0, len(order), _SCORED_TOGETHER):
                rows = order[start : start + _SCORED_TOGETHER]
                found[rows] = _outputs(self.weights, self.file, pieces, rows, self.place, 0.0).numpy()
        return split_scores(found)


def train_teacher(
    file: E5File,
    parts: Parts,
    targets: tuple[Floats, Floats],
    vocabulary: Ints,
    settings: TeacherSettings,
    seed: int,
    report: Report,
) -> Teacher:
    """Tune the packed model on labelled sentences; `vocabulary` are the pieces that it shall know.

    `targets`: 0/1 per type (n, 4), and a distribution over the phases (n, 7). The same seed gives the same
    teacher.
    """
    import torch

    torch.manual_seed(seed)
    torch.set_num_threads(1)
    rng = np.random.default_rng(seed)
    pieces = teacher.pieces_of(file, parts)
    place = {int(piece): row for row, piece in enumerate(vocabulary)}
    weights = {name: value.requires_grad_() for name, value in teacher.initial(file, vocabulary).items()}
    steps = settings.epochs * -(-len(pieces.ids) // settings.batch)
    optimiser = torch.optim.AdamW(_groups(weights, file.shape.layers, settings))
    warm = max(1, int(settings.warming * steps))
    rate = torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda step: min((step + 1) / warm, max(0.0, (steps - step) / (steps - warm)))
    )
    balance = phase_weights(targets[1], settings.phase_balance)
    for epoch in range(settings.epochs):
        losses = []
        for rows in length_batches(pieces.lengths(), settings.batch, rng):
            found = _outputs(weights, file, pieces, rows, place, settings.dropout)
            loss = _loss(found, (targets[0][rows], targets[1][rows]), balance, settings)
            optimiser.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            torch.nn.utils.clip_grad_norm_(weights.values(), 1.0)
            optimiser.step()
            rate.step()
            losses.append(float(loss.item()))
        report(f"epoch {epoch + 1} of {settings.epochs}: loss {np.mean(losses):.4f}")
    return Teacher(file, {name: value.detach() for name, value in weights.items()}, place)


def _outputs(
    weights: Tensors, file: E5File, pieces: Pieces, rows: Ints, place: dict[int, int], drop: float
) -> "torch.Tensor":
    import torch

    ids, segments = teacher.padded(pieces, rows, place)
    with torch.autocast("cpu", dtype=torch.bfloat16):
        states = teacher.hidden_states(weights, file.shape.heads, file.shape.epsilon, ids, segments, drop)
    return teacher.head(weights, states.float(), segments, drop)


def _groups(weights: Tensors, layers: int, settings: TeacherSettings) -> list[dict[str, object]]:
    groups = []
    for name, value in weights.items():
        part = name.split(".")[0]
        if part == "head":
            rate = settings.head_rate
        else:
            depth = layers if part == "emb" else layers - 1 - int(part[1:])
            rate = settings.rate * settings.decay**depth
        decay = settings.weight_decay if value.ndim == 2 and part != "emb" else 0.0
        groups.append({"params": [value], "lr": rate, "weight_decay": decay})
    return groups


def _loss(
    found: "torch.Tensor", targets: tuple[Floats, Floats], balance: "torch.Tensor", settings: TeacherSettings
) -> "torch.Tensor":
    import torch
    import torch.nn.functional as nn

    typed = nn.binary_cross_entropy_with_logits(found[:, :4], torch.tensor(targets[0]))
    return settings.type_weight * typed + phase_loss(found[:, 4:], torch.tensor(targets[1]), balance)


def vocabulary_of(file: E5File, texts: Sequence[str]) -> Ints:
    """The pieces that occur in texts, with the marks of beginning, end and what is unknown."""
    used = {file.bos, file.eos, file.unknown}
    for ids in file.tokenizer().encode([text[: teacher.MAX_CHARACTERS] for text in texts]):
        used.update(ids)
    return np.array(sorted(used), dtype=np.int64)
