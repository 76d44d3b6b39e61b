"""Vectors of clauses as points in the unit square. Distances in it are a hint, never a figure."""

from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from mining.embed.base import Vectors

Method = Literal["pca", "umap"]
METHODS: tuple[Method, ...] = ("pca", "umap")
Points = NDArray[np.float64]

NEIGHBOURS = 15
MIN_DISTANCE = 0.1
TAIL = 0.5  # per cent at each end that is drawn in, so that a stray clause does not squeeze all others
MARGIN = 0.02  # of the square, left free all around
FEWEST = 3  # points; of fewer nothing is spread


def project(vectors: Vectors, method: Method, seed: int) -> Points:
    """Points of shape (n, 2) in [0, 1]. The same vectors and seed give the same points.

    pca: the first two principal components. umap: McInnes et al. 2018, cosine distances.
    """
    if len(vectors) < FEWEST:
        return np.full((len(vectors), 2), 0.5)
    enough = method == "umap" and len(vectors) > NEIGHBOURS + 1
    return _unit(_umap(vectors, seed) if enough else _pca(vectors))


def _pca(vectors: Vectors) -> Points:
    centred = np.asarray(vectors, dtype=np.float64)
    centred = centred - centred.mean(axis=0)
    _, axes = np.linalg.eigh(centred.T @ centred)
    main = axes[:, ::-1][:, :2]
    main = main * np.sign(main[np.abs(main).argmax(axis=0), range(main.shape[1])])  # the sign is arbitrary
    return np.asarray(centred @ main)


def _umap(vectors: Vectors, seed: int) -> Points:
    import umap

    model: Any = umap.UMAP(
        n_neighbors=NEIGHBOURS, min_dist=MIN_DISTANCE, metric="cosine", random_state=seed, n_jobs=1
    )
    return np.asarray(model.fit_transform(vectors), dtype=np.float64)


def _unit(points: Points) -> Points:
    low, high = np.percentile(points, [TAIL, 100 - TAIL], axis=0)
    span = np.where(high > low, high - low, 1.0)
    return np.asarray(MARGIN + (1 - 2 * MARGIN) * np.clip((points - low) / span, 0.0, 1.0))
