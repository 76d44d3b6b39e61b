"""Learning of the span model's weights (torch): log likelihood of the labelled spans, with an L2 penalty.

An example's targets are distributions: certain ones of people's labels, and a teacher's for sentences that
nobody labelled (Hinton et al. 2015), which count less.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from mining.slots.model import COLUMNS, ENDS, INSIDE, SCALE, SLOTS, STARTS, Table
from mining.slots.reading import BESIDE, BITS, LONGEST, Reading
from mining.typing.net import length_batches

if TYPE_CHECKING:
    import torch

Targets = Sequence[Mapping[tuple[int, int], float]]
Weights = dict[str, "torch.Tensor"]
_GREATEST = 127  # of a weight that fits into eight bits
_LIMIT = -1e9
_NONE_AT_FIRST = 4.0


@dataclass(frozen=True, slots=True)
class Example:
    """A reading, of each slot the probabilities of spans of words (the rest is "none"), its weight."""

    reading: Reading
    targets: Targets
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Settings:
    """Hyper-parameters, chosen by cross-validation."""

    epochs: int = 6
    batch: int = 32
    rate: float = 0.02
    penalty: float = 3e-4


@dataclass(frozen=True, slots=True)
class _Batch:
    """Examples of like length as arrays: buckets, which spans there are, candidates, targets, weights."""

    buckets: "torch.Tensor"
    real: "torch.Tensor"
    option_spans: "torch.Tensor"
    option_buckets: "torch.Tensor"
    targets: "torch.Tensor"
    weights: "torch.Tensor"


def fit(examples: Sequence[Example], language: str, settings: Settings, seed: int = 0) -> Table:
    """Weights for a language, with thresholds of zero. The same seed gives the same weights.

    Adam (Kingma and Ba 2015), its rate falling to nothing.
    """
    import torch

    torch.manual_seed(seed)
    torch.set_num_threads(1)
    rng = np.random.default_rng(seed)
    weights = _untaught(LONGEST[language])
    optimiser = torch.optim.Adam(weights.values(), lr=settings.rate)
    sizes = np.array([len(one.reading.spans) for one in examples])
    batches = [
        _batch([examples[row] for row in rows], LONGEST[language])
        for rows in length_batches(sizes, settings.batch, rng)
    ]
    steps = settings.epochs * len(batches)
    falling = torch.optim.lr_scheduler.LambdaLR(optimiser, lambda step: max(0.02, 1 - step / steps))
    for _ in range(settings.epochs):
        for index in rng.permutation(len(batches)):
            loss = _loss(weights, batches[index]) + settings.penalty * (weights["rows"] ** 2).sum()
            optimiser.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            optimiser.step()
            falling.step()
    return _table(weights)


def _untaught(longest: int) -> Weights:
    import torch

    found = {
        "rows": torch.zeros(1 << BITS, COLUMNS),
        "lengths": torch.zeros(longest, SLOTS),
        "none": torch.full((SLOTS,), _NONE_AT_FIRST),
    }
    return {name: value.requires_grad_() for name, value in found.items()}


def _table(weights: Weights) -> Table:
    whole = {name: np.rint(value.detach().numpy() * SCALE) for name, value in weights.items()}
    return Table(
        np.clip(whole["rows"], -_GREATEST, _GREATEST).astype(np.int8),
        whole["lengths"].astype(np.int32),
        whole["none"].astype(np.int32),
        (0.0,) * SLOTS,
    )


def _batch(examples: Sequence[Example], longest: int) -> _Batch:
    import torch

    words = max(len(one.reading.spans) for one in examples)
    longest = min(longest, words)
    most = max(len(row) for one in examples for row in one.reading.buckets)
    buckets = np.full((len(examples), words + 2 * BESIDE, most), 1 << BITS, dtype=np.int64)
    real = np.zeros((len(examples), words, longest, 1), dtype=bool)
    targets = np.zeros((len(examples), words * longest + 1, SLOTS), dtype=np.float32)
    spans: list[int] = []
    numbers: list[int] = []
    for index, one in enumerate(examples):
        for place, row in enumerate(one.reading.buckets):
            buckets[index, place, : len(row)] = row
        count = len(one.reading.spans)
        for first in range(count):
            real[index, first, : min(longest, count - first)] = True
        for option in one.reading.options:
            span = (index * words + option.first) * longest + option.last - option.first
            spans += [span * SLOTS + option.slot] * len(option.buckets)
            numbers += option.buckets
        _put_targets(targets[index], one.targets, longest)
    weights = [[one.weight] for one in examples]
    return _Batch(*map(torch.tensor, (buckets, real, spans, numbers, targets, weights)))


def _put_targets(into: npt.NDArray[np.float32], targets: Targets, longest: int) -> None:
    """Probabilities of spans; of one that is too long its beginning gets it."""
    for slot, some in enumerate(targets):
        for (first, last), likely in some.items():
            into[first * longest + min(last - first, longest - 1), slot] += likely
        into[-1, slot] = max(0.0, 1.0 - float(into[:-1, slot].sum()))


def _loss(weights: Weights, batch: _Batch) -> "torch.Tensor":
    likely = _scores(weights, batch).log_softmax(1)
    return -((batch.targets * likely).sum(1) * batch.weights).sum() / len(batch.targets)


def _scores(weights: Weights, batch: _Batch) -> "torch.Tensor":
    """As mining.slots.model counts them, for many at once: (examples, spans and "none", SLOTS)."""
    import torch
    import torch.nn.functional as nn

    count, words, longest, _ = batch.real.shape
    padded = torch.cat([weights["rows"], torch.zeros(1, COLUMNS)])
    found = nn.embedding(batch.buckets, padded).sum(2)
    starts = _beside(found, STARTS, 0, words)
    ends = _beside(found, ENDS, len(STARTS), words)
    inside = found[:, BESIDE : BESIDE + words, INSIDE * SLOTS : (INSIDE + 1) * SLOTS].cumsum(1)
    inside = nn.pad(inside, (0, 0, 1, 0))
    parts = []
    for size in range(longest):
        spans = starts[:, : words - size] + ends[:, size:] + weights["lengths"][size]
        spans = spans + inside[:, size + 1 :] - inside[:, : words - size]
        parts.append(nn.pad(spans, (0, 0, 0, size)))
    scores = torch.stack(parts, 2)
    if len(batch.option_spans):
        more = padded[batch.option_buckets, -1]
        scores = scores.reshape(-1).index_add(0, batch.option_spans, more).reshape(scores.shape)
    scores = scores.masked_fill(~batch.real, _LIMIT).reshape(count, words * longest, SLOTS)
    return torch.cat([scores, weights["none"].expand(count, 1, SLOTS)], 1)


def _beside(found: "torch.Tensor", places: tuple[int, ...], before: int, words: int) -> "torch.Tensor":
    import torch

    parts = [
        found[:, BESIDE + place : BESIDE + place + words, index * SLOTS : (index + 1) * SLOTS]
        for index, place in enumerate(places, before)
    ]
    return torch.stack(parts).sum(0)
