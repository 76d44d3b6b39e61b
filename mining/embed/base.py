"""What an embedder promises, and which ones there are."""

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from crawler.errors import ConfigProblem

Vectors = NDArray[np.float32]

EMBEDDERS = ("use", "lite")


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


def load_embedder(name: str) -> Embedder:
    """The embedder of that name. Raises ConfigProblem for an unknown one."""
    if name == "use":
        from mining.embed.use import UseEmbedder  # noqa: PLC0415 - 32 MB of weights, only when needed

        return UseEmbedder()
    if name == "lite":
        from mining.embed.lite import LiteEmbedder  # noqa: PLC0415 - scikit-learn, only when needed

        return LiteEmbedder()
    raise ConfigProblem(
        f"there is no embedder {name!r}", where="mining.embedder", hint=f"one of {', '.join(EMBEDDERS)}"
    )


def unit_rows(vectors: Vectors) -> Vectors:
    """Each row divided by its length; zero rows stay zero."""
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.asarray(vectors / np.where(lengths > 0, lengths, 1.0), dtype=np.float32)
