"""Clusters among the clauses that no concept brought together: EVoC, or linkage where they are few."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from mining.embed.base import Vectors

Rows = NDArray[np.intp]

FEW = 2_000  # below it all pairs are affordable, and density estimates mean little
SAMPLE = 60_000
CLOSE_SHARE = 0.005  # of all pairs may join: the most alike …
CLOSE_PAIRS = 12  # … but at least so many, which matters in tiny studies only


def pool_clusters(vectors: Vectors, rows: Sequence[int], *, seed: int) -> list[Rows]:
    """Groups of rows that lie close together; rows of no cluster are in none.

    Deterministic for a seed and an order of rows; callers sort rows by clause id.
    """
    kept = np.asarray([row for row in rows if np.any(vectors[row])], dtype=np.intp)
    if len(kept) < 3:
        return []
    labels = _linkage(vectors[kept]) if len(kept) < FEW else _evoc(vectors[_sample(kept, seed)], seed)
    used = kept if len(kept) < FEW else _sample(kept, seed)
    return [
        used[labels == label] for label in range(int(labels.max(initial=-1)) + 1) if np.any(labels == label)
    ]


def _sample(rows: Rows, seed: int) -> Rows:
    if len(rows) <= SAMPLE:
        return rows
    chosen = np.random.default_rng(seed).choice(len(rows), SAMPLE, replace=False)
    return np.asarray(rows[np.sort(chosen)])


def _evoc(vectors: Vectors, seed: int) -> NDArray[np.int64]:
    """The finest layer: merging what says the same comes later and knows more than density."""
    from evoc import EVoC  # noqa: PLC0415 - compiles with numba

    model = EVoC(base_min_cluster_size=5, noise_level=0.6, random_state=seed)
    labels = np.asarray(model.fit_predict(np.ascontiguousarray(vectors, dtype=np.float32)))
    layers = getattr(model, "cluster_layers_", None)
    finest = max(layers, key=lambda layer: int(np.max(layer))) if layers else labels
    return np.asarray(finest, dtype=np.int64)


def _linkage(vectors: Vectors) -> NDArray[np.int64]:
    """Average linkage on cosine, cut at a quantile of all pair distances."""
    from scipy.cluster.hierarchy import fcluster, linkage  # noqa: PLC0415 - heavy
    from scipy.spatial.distance import pdist  # noqa: PLC0415 - heavy

    distances = np.clip(pdist(vectors.astype(np.float64), "cosine"), 0.0, 2.0)
    share = min(1.0, max(CLOSE_SHARE, CLOSE_PAIRS / len(distances)))
    cut = float(np.quantile(distances, share))
    labels = fcluster(linkage(np.round(distances, 9), "average"), t=max(cut, 1e-9), criterion="distance")
    return np.asarray(labels - 1, dtype=np.int64)
