"""First training of the encoder: the verdict of the review that a clause is from (mining.typing.polarity).

The few labelled sentences then start from layers that already know what praise and complaint sound like.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from mining.typing import encoder
from mining.typing.heads import VECTOR_SCALE
from mining.typing.net import Report, Schedule, embedding_table, forward, length_batches, step_with
from mining.typing.polarity import Weak, balance

_REPORT_EVERY = 150


@dataclass(frozen=True, slots=True)
class PretrainSettings:
    """One pass over a sample of the clauses; files and verdicts weigh as the square root of their size."""

    clauses: int = 24_000
    batch: int = 32
    encoder_rate: float = 3e-4
    head_rate: float = 1e-3
    dropout: float = 0.3
    token_dropout: float = 0.1
    max_tokens: int = 48


def pretrain(
    clauses: Sequence[Weak], settings: PretrainSettings, seed: int, report: Report
) -> dict[str, npt.NDArray[np.float32]]:
    """The encoder's layers after one pass, to start mining.typing.net.train_net from."""
    import torch
    import torch.nn.functional as nn

    torch.manual_seed(seed)
    torch.set_num_threads(1)
    rng = np.random.default_rng(seed)
    chosen = _sample(clauses, settings.clauses, rng)
    pieces = [encoder.tokens(one.text)[: settings.max_tokens] for one in chosen]
    good = torch.tensor([float(one.good) for one in chosen])
    weights = {name: torch.tensor(value).requires_grad_() for name, value in encoder.base_weights().items()}
    head = torch.nn.Linear(encoder.WIDTH + encoder.PEAKS, 1)
    batches = length_batches(np.array(list(map(len, pieces))), settings.batch, rng)
    schedule = Schedule(
        weights, list(head.parameters()), settings.encoder_rate, settings.head_rate, len(batches)
    )
    table = embedding_table(pieces)
    losses = []
    for number, rows in enumerate(batches, start=1):
        own, peaks = forward([pieces[row] for row in rows], weights, table, settings.token_dropout)
        inputs = torch.cat([own * VECTOR_SCALE, nn.layer_norm(peaks, (encoder.PEAKS,))], 1)
        logits = head(nn.dropout(inputs, settings.dropout))[:, 0]
        losses.append(step_with(schedule, nn.binary_cross_entropy_with_logits(logits, good[rows])))
        if number % _REPORT_EVERY == 0:
            report(f"pretraining, {number} of {len(batches)}: loss {np.mean(losses[-_REPORT_EVERY:]):.4f}")
    return {name: value.detach().numpy().copy() for name, value in weights.items()}


def _sample(clauses: Sequence[Weak], size: int, rng: np.random.Generator) -> list[Weak]:
    chance = balance(clauses)
    rows = rng.choice(len(clauses), min(size, len(clauses)), replace=False, p=chance / chance.sum())
    return [clauses[row] for row in rows]
