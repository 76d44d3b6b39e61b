"""What an embedder promises."""

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]


class Embedder(Protocol):
    """Texts to vectors of one length.

    `model` names model and revision and goes into the run's fingerprint; `cross_language` says
    whether a Chinese and an English sentence of one meaning lie near each other.
    """

    model: str
    dimensions: int
    cross_language: bool

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Rows of unit length (or zero, for a text with nothing in it), shape (len(texts), dimensions)."""


def unit_rows(vectors: Vectors) -> Vectors:
    """Each row divided by its length; zero rows stay zero."""
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.asarray(vectors / np.where(lengths > 0, lengths, 1.0), dtype=np.float32)
