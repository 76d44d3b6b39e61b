"""Training: it learns, and the same seed gives the same net."""

from dataclasses import replace

import numpy as np
import pytest

from mining.typing import encoder, gold
from mining.typing.net import NetSettings, TrainingSet, length_batches, train_net

GOOD = ["好喝", "很香", "lovely tea", "great cup", "服务热情", "so tasty"]
BAD = ["难喝", "漏了", "awful tea", "broken cup", "态度差", "so slow"]


def training_set() -> TrainingSet:
    texts = (GOOD + BAD) * 8
    types = np.array([[0, text in BAD, 0, text in GOOD] for text in texts], dtype=np.float32)
    rows = np.arange(len(texts))
    phases = gold.phase_rows(np.where(types[:, 1] > 0, 3, 4))
    dense = np.zeros((len(texts), 3), np.float32)
    pieces = [encoder.tokens(text) for text in texts]
    weights, taught = np.ones(len(rows), np.float32), np.zeros(len(rows), bool)
    return TrainingSet(pieces, rows, rows[::-1].copy(), rows, dense, types, phases, weights, taught)


def test_batches_hold_every_row_once_and_like_lengths_together() -> None:
    lengths = np.random.default_rng(1).integers(3, 90, 500)
    batches = length_batches(lengths, 32, np.random.default_rng(2))

    assert sorted(np.concatenate(batches)) == list(range(500))
    assert np.mean([lengths[rows].std() for rows in batches]) < lengths.std() / 4


def test_what_people_labelled_is_in_every_epoch_and_the_rest_is_dealt_out() -> None:
    data = replace(training_set(), taught=np.arange(96) >= 20)

    turns = data.epochs(4, 2.0, np.random.default_rng(1))

    assert all(set(range(20)) <= set(turn) for turn in turns)
    dealt = np.concatenate(turns)
    assert np.array_equal(np.bincount(dealt), np.where(np.arange(96) < 20, 4, 2))
    assert max(map(len, turns)) - min(map(len, turns)) <= 1


@pytest.mark.heavy
def test_the_net_learns_and_the_seed_decides() -> None:
    said: list[str] = []
    start = encoder.base_weights()
    nets = [
        train_net(training_set(), start, NetSettings(epochs=4, batch=8), seed, said.append)
        for seed in (7, 7, 8)
    ]
    losses = [float(line.rsplit(" ", 1)[1]) for line in said[:4]]

    assert losses[-1] < losses[0] / 2
    assert all(np.array_equal(nets[0][name], nets[1][name]) for name in nets[0])
    assert not np.array_equal(nets[0]["head.out"], nets[2]["head.out"])
