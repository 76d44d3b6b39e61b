"""`lite`: hashed character n-grams reduced by a fixed random projection.

Nothing to download and nothing to fit, so a text's vector never depends on its neighbours. It
counts spellings; it knows no meaning, and none across languages.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np

from mining.embed.base import Vectors, unit_rows

DIMENSIONS = 256
_FEATURES = 2**16
_SEED = 20_260
BATCH = 2_000


class LiteEmbedder:
    """`lite`: see mining.embed.base.Embedder. Projection: Achlioptas 2003, sparse signs."""

    model = "lite/1"
    dimensions = DIMENSIONS
    cross_language = False

    def __init__(self) -> None:
        from sklearn.feature_extraction.text import HashingVectorizer  # noqa: PLC0415 - heavy
        from sklearn.random_projection import SparseRandomProjection  # noqa: PLC0415 - heavy

        self._hash = HashingVectorizer(
            analyzer="char", ngram_range=(1, 3), n_features=_FEATURES, lowercase=True, norm="l2"
        )
        projection: Any = SparseRandomProjection(n_components=DIMENSIONS, density=1 / 3, random_state=_SEED)
        self._projection = projection.fit(np.zeros((1, _FEATURES), dtype=np.float32))

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Unit vectors, shape (len(texts), 256)."""
        if not texts:
            return np.zeros((0, DIMENSIONS), dtype=np.float32)
        parts = []
        for at in range(0, len(texts), BATCH):
            hashed = self._hash.transform(list(texts[at : at + BATCH]))
            projected = self._projection.transform(hashed)
            dense = projected.toarray() if hasattr(projected, "toarray") else projected
            parts.append(np.asarray(dense, dtype=np.float32))
        return unit_rows(np.vstack(parts))
