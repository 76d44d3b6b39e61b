"""Hashed n-grams of characters and words: no vocabulary is kept, so no text is inside the weights."""

import re
import zlib
from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import numpy.typing as npt
from scipy import sparse

# multiplicative hashing (Knuth, TAOCP 3, 6.4) with the finaliser of SplitMix64
_STEP = np.uint64(0x9E3779B97F4A7C15)
_MIX = np.uint64(0xBF58476D1CE4E5B9)
_WORD = re.compile(r"[a-z0-9']+")
_DIGIT = re.compile(r"\d")
_EDGE = "\x02"

Rows = npt.NDArray[np.int64]


def char_ngrams(texts: Sequence[str], sizes: Sequence[int], bits: int) -> sparse.csr_matrix:
    """One row per text, 2**bits columns, 1 where an n-gram of the sizes occurs; digits count as one digit.

    A text's edges are characters of their own, so that an n-gram knows when it begins or ends a text.
    """
    marked = [_EDGE + _DIGIT.sub("0", text) + _EDGE for text in texts]
    codes = np.frombuffer("".join(marked).encode("utf-32-le", "surrogatepass"), dtype=np.uint32).astype(
        np.uint64
    )
    owner = np.repeat(np.arange(len(texts)), [len(text) for text in marked])
    rows: list[Rows] = []
    columns: list[Rows] = []
    for size in sizes:
        if len(codes) < size:
            continue
        last = len(codes) - size + 1
        state = np.full(last, np.uint64(size))
        for offset in range(size):
            state = (state ^ codes[offset : offset + last]) * _STEP
            state ^= state >> np.uint64(29)
        inside = owner[:last] == owner[size - 1 : size - 1 + last]
        rows.append(owner[:last][inside])
        columns.append(_bucket(state[inside], bits))
    return _binary(rows, columns, len(texts), bits)


def word_ngrams(texts: Sequence[str], bits: int) -> sparse.csr_matrix:
    """The same for single Latin words and pairs of neighbours."""
    hashes: list[int] = []
    counts: list[int] = []
    for text in texts:
        words = [word.encode() for word in _WORD.findall(text)]
        found = {zlib.crc32(word) for word in words}
        found.update(zlib.crc32(a + b" " + b) for a, b in pairwise(words))
        hashes.extend(found)
        counts.append(len(found))
    owner = np.repeat(np.arange(len(texts)), counts)
    states = np.array(hashes, dtype=np.uint64) * _STEP
    return _binary([owner], [_bucket(states, bits)], len(texts), bits)


def unit_rows(matrix: sparse.csr_matrix) -> sparse.csr_matrix:
    """Rows scaled to length one; empty rows stay empty."""
    length = np.sqrt(np.asarray(matrix.multiply(matrix).sum(axis=1)).ravel())
    scale = sparse.diags_array(1.0 / np.where(length > 0, length, 1.0))
    return sparse.csr_matrix(scale @ matrix)


def _bucket(state: npt.NDArray[np.uint64], bits: int) -> Rows:
    mixed = (state ^ (state >> np.uint64(31))) * _MIX
    return (mixed >> np.uint64(64 - bits)).astype(np.int64)


def _binary(rows: list[Rows], columns: list[Rows], count: int, bits: int) -> sparse.csr_matrix:
    row = np.concatenate(rows) if rows else np.empty(0, np.int64)
    column = np.concatenate(columns) if columns else np.empty(0, np.int64)
    values = np.ones(len(row), dtype=np.float32)
    found = sparse.coo_matrix((values, (row, column)), shape=(count, 1 << bits)).tocsr()
    found.data[:] = 1.0
    return sparse.csr_matrix(found)
