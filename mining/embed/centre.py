"""Centring per language: take away each language's mean, so that meaning is what is left.

Raw multilingual vectors cluster by language first. Subtracting each language's mean and
normalising again brought translation pairs together (0.13 -> 0.85 of pairs in one cluster with
multilingual-e5-small on SIB-200; see docs/decisions.md for our own figures).
"""

from collections.abc import Sequence

import numpy as np

from mining.embed.base import Vectors, unit_rows

FULL_TRUST = 2_000  # clauses; below it a language's mean leans on the mean of all


def centre(vectors: Vectors, languages: Sequence[str]) -> Vectors:
    """Unit rows after subtracting the (shrunk) mean of each row's language. Zero rows stay zero.

    With n clauses of a language its mean weighs min(1, n / 2000), the mean of all the rest.
    """
    if len(vectors) == 0:
        return vectors
    codes = np.asarray(languages)
    filled = np.linalg.norm(vectors, axis=1) > 0
    overall = vectors[filled].mean(axis=0) if filled.any() else np.zeros(vectors.shape[1])
    centred = np.array(vectors, dtype=np.float32)
    for language in sorted(set(languages)):
        mine = (codes == language) & filled
        if mine.any():
            trust = min(1.0, float(mine.sum()) / FULL_TRUST)
            centred[mine] -= trust * vectors[mine].mean(axis=0) + (1 - trust) * overall
    return unit_rows(centred)
