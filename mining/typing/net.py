"""Training of the net: the encoder's upper layers and a two-layer head, types and phase together (torch).

What people labelled is seen in every epoch; what a teacher labelled is dealt out over the epochs
(distillation: Hinton, Vinyals, Dean 2015; the targets are probabilities).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from mining.typing import encoder
from mining.typing.heads import NEIGHBOUR_SCALE, VECTOR_SCALE

if TYPE_CHECKING:
    import torch

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
Report = Callable[[str], None]
Tensors = dict[str, "torch.Tensor"]
Table = tuple["torch.Tensor", dict[int, int]]  # embeddings, and the row of each piece id


@dataclass(frozen=True, slots=True)
class NetSettings:
    """Hyper-parameters; the defaults were chosen by cross-validation."""

    epochs: int = 5
    batch: int = 32
    encoder_rate: float = 3e-4
    head_rate: float = 1e-3
    hidden: int = 256
    dropout: float = 0.3
    token_dropout: float = 0.1
    type_weight: float = 2.0
    phase_balance: float = 0.3  # class weight = frequency ** -phase_balance
    taught_passes: float = 1.0  # how often each sentence that a teacher labelled is seen in all


@dataclass(frozen=True, slots=True)
class TrainingSet:
    """Sentences as piece ids, with dense features and targets.

    `own`, `before` and `after` are, per sentence, rows of `pieces`; `types` (n, 4) and `phases` (n, 7) are
    probabilities; `weights` says how much a sentence counts; `taught`, which ones a teacher labelled.
    """

    pieces: list[list[int]]
    own: Ints
    before: Ints
    after: Ints
    dense: npt.NDArray[np.float32]
    types: npt.NDArray[np.float32]
    phases: npt.NDArray[np.float32]
    weights: npt.NDArray[np.float32]
    taught: Bools

    def epochs(self, count: int, passes: float, rng: np.random.Generator) -> list[Ints]:
        """The rows of each epoch: all that people labelled, and a share of the others."""
        people, taught = np.flatnonzero(~self.taught), np.flatnonzero(self.taught)
        turns = [rng.permutation(taught) for _ in range(int(np.ceil(passes)))]
        dealt = np.concatenate([*turns, taught[:0]])[: int(passes * len(taught))]
        return [np.concatenate([people, part]) for part in np.array_split(dealt, count)]


class Schedule:
    """AdamW for encoder and head at rates of their own: 100 steps of warming up, then linear descent."""

    def __init__(
        self, encoder_weights: Tensors, head: "list[torch.Tensor]", rate: float, head_rate: float, steps: int
    ) -> None:
        import torch

        self.weights = [*encoder_weights.values(), *head]
        groups = [
            {"params": list(encoder_weights.values()), "lr": rate, "weight_decay": 0.0},
            {"params": head, "lr": head_rate, "weight_decay": 0.01},
        ]
        self.optimiser = torch.optim.AdamW(groups, fused=True)
        self.rate = torch.optim.lr_scheduler.LambdaLR(
            self.optimiser, lambda step: min(1.0, (step + 1) / 100) * max(0.02, 1.0 - step / steps)
        )


def step_with(schedule: Schedule, loss: "torch.Tensor") -> float:
    """One step down the loss, gradients clipped to length one; the loss before it."""
    import torch

    schedule.optimiser.zero_grad()
    loss.backward()  # type: ignore[no-untyped-call]
    torch.nn.utils.clip_grad_norm_(schedule.weights, 1.0)
    schedule.optimiser.step()
    schedule.rate.step()
    return float(loss.item())


def train_net(
    data: TrainingSet, start: Mapping[str, encoder.Floats], settings: NetSettings, seed: int, report: Report
) -> dict[str, encoder.Floats]:
    """Weights of a trained net, named as mining.typing.heads reads them. The same seed gives the same net.

    `start` are the encoder's layers to begin with: `encoder.base_weights()`.
    """
    import torch

    torch.manual_seed(seed)
    torch.set_num_threads(1)
    rng = np.random.default_rng(seed)
    weights = _initial(start, data.dense.shape[1], settings)
    head = [value for name, value in weights.items() if name.startswith("head.")]
    turns = data.epochs(settings.epochs, settings.taught_passes, rng)
    steps = sum(-(-len(rows) // settings.batch) for rows in turns)
    schedule = Schedule(
        {name: weights[name] for name in start}, head, settings.encoder_rate, settings.head_rate, steps
    )
    table = embedding_table(data.pieces)
    balance = phase_weights(data.phases[~data.taught], settings.phase_balance)
    lengths = np.array([len(data.pieces[row]) for row in data.own])
    for epoch, turn in enumerate(turns):
        # neighbours keep their vectors of the epoch's beginning: a third of the work, the same in the limit
        vectors = _neighbour_vectors(data, turn, weights)
        losses = [
            step_with(schedule, _loss(data, turn[rows], weights, table, vectors, balance, settings))
            for rows in length_batches(lengths[turn], settings.batch, rng)
        ]
        report(f"epoch {epoch + 1} of {settings.epochs}: loss {np.mean(losses):.4f}")
    return {name: value.detach().numpy().copy() for name, value in weights.items()}


def _initial(start: Mapping[str, encoder.Floats], dense: int, settings: NetSettings) -> Tensors:
    import torch

    inputs = 3 * encoder.WIDTH + encoder.PEAKS + dense
    found = {name: torch.tensor(value) for name, value in start.items()}
    hidden, out = torch.nn.Linear(inputs, settings.hidden), torch.nn.Linear(settings.hidden, 11)
    found |= {"head.norm_g": torch.ones(encoder.PEAKS), "head.norm_b": torch.zeros(encoder.PEAKS)}
    found |= {"head.hidden": hidden.weight.detach().T.contiguous(), "head.hidden_b": hidden.bias.detach()}
    found |= {"head.out": out.weight.detach().T.contiguous(), "head.out_b": out.bias.detach()}
    return {name: value.clone().requires_grad_() for name, value in found.items()}


def embedding_table(pieces: list[list[int]]) -> Table:
    """Embeddings of the pieces that occur, and the row of each; the last row is zero, for padding."""
    import torch

    used = np.array(sorted({piece for ids in pieces for piece in ids}), dtype=np.int64)
    rows = np.vstack([encoder.embeddings(used), np.zeros((1, encoder.WIDTH), np.float32)])
    return torch.tensor(rows), {int(piece): row for row, piece in enumerate(used)}


def phase_weights(phases: npt.NDArray[np.float32], power: float) -> "torch.Tensor":
    """A weight per phase, frequency ** -power, of mean one over the sentences; `phases` as in TrainingSet."""
    import torch

    counts = np.maximum(phases.sum(axis=0), 1)
    weights = (counts.sum() / counts) ** power
    return torch.tensor(weights * counts.sum() / (weights * counts).sum(), dtype=torch.float32)


def _neighbour_vectors(data: TrainingSet, rows: Ints, weights: Tensors) -> "torch.Tensor":
    import torch

    plain = {name: value.detach().numpy() for name, value in weights.items()}
    wanted = np.unique(np.concatenate([data.before[rows], data.after[rows]]))
    vectors = np.zeros((len(data.pieces), encoder.WIDTH), dtype=np.float32)
    vectors[wanted] = encoder.encode_ids(plain, [data.pieces[row] for row in wanted])[0]
    return torch.tensor(vectors)


def length_batches(lengths: Ints, size: int, rng: np.random.Generator) -> list[Ints]:
    """A shuffled epoch as rows of `lengths`; like lengths stand together, so that little is padding."""
    order = rng.permutation(len(lengths))
    batches: list[Ints] = []
    for start in range(0, len(order), size * 16):
        chunk = order[start : start + size * 16]
        chunk = chunk[np.argsort(lengths[chunk], kind="stable")]
        batches.extend(chunk[at : at + size] for at in range(0, len(chunk), size))
    return [batches[index] for index in rng.permutation(len(batches))]


def _loss(
    data: TrainingSet,
    rows: Ints,
    weights: Tensors,
    table: Table,
    vectors: "torch.Tensor",
    balance: "torch.Tensor",
    settings: NetSettings,
) -> "torch.Tensor":
    import torch
    import torch.nn.functional as nn

    pieces = [data.pieces[row] for row in data.own[rows]]
    own, peaks = forward(pieces, weights, table, settings.token_dropout)
    peaks = nn.layer_norm(peaks, (encoder.PEAKS,), weights["head.norm_g"], weights["head.norm_b"])
    inputs = torch.cat(
        [
            own * VECTOR_SCALE, peaks, vectors[data.before[rows]] * NEIGHBOUR_SCALE,
            vectors[data.after[rows]] * NEIGHBOUR_SCALE, torch.tensor(data.dense[rows]),
        ], 1,
    )  # fmt: skip
    hidden = torch.relu(
        nn.dropout(inputs, settings.dropout) @ weights["head.hidden"] + weights["head.hidden_b"]
    )
    out = nn.dropout(hidden, settings.dropout) @ weights["head.out"] + weights["head.out_b"]
    count = torch.tensor(data.weights[rows])
    typed = nn.binary_cross_entropy_with_logits(out[:, :4], torch.tensor(data.types[rows]), reduction="none")
    return settings.type_weight * (typed.mean(1) * count).mean() + phase_loss(
        out[:, 4:], torch.tensor(data.phases[rows]) * count[:, None], balance
    )


def phase_loss(outputs: "torch.Tensor", phases: "torch.Tensor", balance: "torch.Tensor") -> "torch.Tensor":
    """Cross-entropy with probabilities as targets, weighted by class; torch's own where they are certain."""
    weighted = phases * balance
    return -(weighted * outputs.log_softmax(1)).sum() / weighted.sum()


def forward(
    pieces: list[list[int]], weights: Tensors, table: Table, drop: float
) -> tuple["torch.Tensor", "torch.Tensor"]:
    """mining.typing.encoder's forward pass on a padded batch, with token dropout."""
    import torch
    import torch.nn.functional as nn

    embedding, place = table
    longest = max(map(len, pieces))
    ids = torch.full((len(pieces), longest), len(embedding) - 1)
    for row, found in enumerate(pieces):
        ids[row, : len(found)] = torch.tensor([place[piece] for piece in found])
    mask = (ids != len(embedding) - 1).float()[..., None]
    raw = embedding[ids] * (torch.rand(ids.shape) > drop).float()[..., None]
    features = _token_features(raw, mask, weights)
    peaks = (features[..., encoder.WIDTH :] + (mask - 1) * 1e4).amax(1)
    size = mask.sum(1)
    mean = ((features * mask).sum(1) @ weights["sum"] + size * weights["sum_b"]) / size.sqrt()
    first = torch.relu(mean @ weights["d0"])
    second = torch.relu(mean @ weights["p1"] + first @ weights["d1"])
    third = torch.relu(second @ weights["d2"])
    return nn.normalize(torch.tanh(second @ weights["p3"] + third @ weights["d3"]), dim=-1), peaks


def _window(values: "torch.Tensor", order: int, left: int) -> "torch.Tensor":
    import torch
    import torch.nn.functional as nn

    padded = nn.pad(values, (0, 0, left, order - 1 - left))
    return torch.cat([padded[:, at : at + values.shape[1]] for at in range(order)], -1)


def _token_features(raw: "torch.Tensor", mask: "torch.Tensor", weights: Tensors) -> "torch.Tensor":
    import torch
    import torch.nn.functional as nn

    low = raw @ weights["proj"] + weights["proj_b"]
    low = nn.layer_norm(low, (encoder.PEAKS,), weights["norm1_g"], weights["norm1_b"], encoder.EPSILON) * mask
    parts = [raw]
    for index, (order, left) in enumerate(encoder.BRANCHES):
        base = low[..., index * encoder.CHANNELS : (index + 1) * encoder.CHANNELS]
        hidden = (
            torch.relu(_window(base, order, left) @ weights[f"w1_{index}"] + weights[f"b1_{index}"]) + base
        ) * mask
        parts.append(
            torch.relu(_window(hidden, order, left) @ weights[f"w2_{index}"] + weights[f"b2_{index}"])
            + hidden
        )
    return nn.layer_norm(
        torch.cat(parts, -1),
        (encoder.WIDTH + encoder.PEAKS,),
        weights["norm2_g"],
        weights["norm2_b"],
        encoder.EPSILON,
    )
