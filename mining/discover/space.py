"""The space in which clauses of a kind are compared: their meaning, and the concepts that they name."""

from collections import Counter
from collections.abc import Sequence
from math import log, sqrt

import numpy as np

from mining.discover.items import Item
from mining.embed.base import Vectors, unit_rows

CONCEPTS = 0.5  # weight of the concepts beside the meaning, as a share of squared length


def space_of(items: Sequence[Item], vectors: Vectors) -> Vectors:
    """Unit rows: centred vectors beside concepts weighed by ln(items / items that name them).

    Shape (n, d + concepts named at least twice). A clause without a vector stays a row of zeros.
    """
    counts = Counter(key for item in items for key in item.keys)
    column = {key: at for at, key in enumerate(sorted(key for key, count in counts.items() if count > 1))}
    named = np.zeros((len(items), len(column)), dtype=np.float32)
    for row, item in enumerate(items):
        for key in item.keys:
            if key in column:
                named[row, column[key]] = log(len(items) / counts[key])
    known = np.any(vectors, axis=1, keepdims=True) if len(items) else np.zeros((0, 1), dtype=bool)
    return unit_rows(np.hstack([vectors, sqrt(CONCEPTS) * unit_rows(named)]) * known)
