"""Columns for what a rating depends on besides the aspects: source, product, month, language, length."""

from collections import Counter
from collections.abc import Sequence

import numpy as np

from mining.kano.ols import Matrix
from mining.kano.reviews import RatedReview

LEAST_OF_A_LEVEL = 30
MOST_LEVELS = 24  # of one factor; rarer ones share the reference


def control_columns(reviews: Sequence[RatedReview]) -> tuple[list[str], Matrix]:
    """Names and columns (n, c): a dummy for each frequent level but the most frequent, and centred numbers.

    A number is missing at the mean; a factor with one frequent level says nothing and has no column.
    """
    names: list[str] = []
    columns: list[Matrix] = []
    for control in sorted({name for review in reviews for name in review.controls}):
        values = [review.controls.get(control) for review in reviews]
        if any(isinstance(value, str) for value in values):
            for level in _levels(values):
                names.append(f"{control}={level}")
                columns.append(np.array([float(value == level) for value in values]))
        else:
            numbers = np.array([np.nan if value is None else float(value) for value in values])
            centred = np.nan_to_num(numbers - np.nanmean(numbers))
            if np.ptp(centred) > 0:
                names.append(control)
                columns.append(centred)
    return names, np.column_stack(columns) if columns else np.empty((len(reviews), 0))


def _levels(values: Sequence[str | float | None]) -> list[str]:
    counts = Counter(value for value in values if isinstance(value, str))
    ranked = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    frequent = [level for level, count in ranked if count >= LEAST_OF_A_LEVEL]
    if len(frequent) == len(counts):
        frequent = frequent[1:]  # the most frequent is the reference, unless rare ones are
    return frequent[:MOST_LEVELS]
