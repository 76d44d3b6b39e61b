"""Two events told of together: exact tests over strata, and how much more often than expected.

A table is given as (exposed, with event, all): how many of all are exposed, how many have the event.
Under independence the number that is both is hypergeometric in each stratum, and the sum over the
strata is their convolution; with one stratum this is Fisher's exact test (Fisher 1935; for strata
Cox 1970, Gart 1970).
"""

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

Vector = NDArray[np.float64]
Table = tuple[int, int, int]


def log_hypergeometric(both: Any, exposed: Any, event: Any, everyone: Any) -> Vector:
    """Log probability of `both`; arguments are counts or arrays that broadcast, within the support."""
    chosen = _log_choose(exposed, both) + _log_choose(everyone - exposed, event - both)
    return np.asarray(chosen - _log_choose(everyone, event))


def upper_tail(tables: Iterable[Table], observed: int) -> float:
    """Probability of at least `observed` in all strata together, under independence."""
    total, lowest = np.ones(1), 0
    for exposed, event, everyone in tables:
        least, most = max(0, exposed + event - everyone), min(exposed, event)
        if most == least:  # nothing is open in this stratum
            lowest += least
            continue
        support = np.arange(least, most + 1)
        total = np.convolve(total, np.exp(log_hypergeometric(support, exposed, event, everyone)))
        lowest += least
    return float(min(1.0, total[max(0, observed - lowest) :].sum()))


def smallest_p(exposed: NDArray[np.int64], event: NDArray[np.int64], everyone: NDArray[np.int64]) -> Vector:
    """The smallest p value that margins allow: (strata, 1), (strata, n), (strata, 1) -> (n,).

    It is the probability that all who can be both are both. Margins alone decide it, so it may choose
    what is tested (Tarone 1990).
    """
    most = np.minimum(exposed, event)
    return np.asarray(np.exp(log_hypergeometric(most, exposed, event, everyone).sum(axis=0)))


def lift(observed: int, expected: float, most: int) -> tuple[float, float, float]:
    """Observed over expected, with its 95 % interval.

    The exact Poisson interval (Garwood 1936) of the observed number, over the expected one, as for a
    standardised ratio (Breslow & Day 1987, ch. 2); `most` is the largest number that could be observed.
    Raises ValueError unless `expected` is positive.
    """
    if expected <= 0:
        raise ValueError(f"expected must be positive, got {expected}")
    from scipy.special import gammaincinv

    low = float(gammaincinv(observed, 0.025)) if observed else 0.0
    high = min(float(most), float(gammaincinv(observed + 1, 0.975)))
    return observed / expected, low / expected, max(high, observed) / expected


def corrected(p_values: Sequence[float], smallest: Sequence[float], rate: float) -> Vector:
    """p values adjusted so that those up to `rate` keep the false discovery rate there; 1.0 if not tested.

    Benjamini–Hochberg over those pairs only whose margins could reach significance at all (Gilbert
    2005, after Tarone 1990): K is the least number with at most K pairs whose smallest p is
    below rate / K.
    """
    from mining.kano.ols import benjamini_hochberg

    least = np.asarray(smallest, dtype=np.float64)
    able = eligible(least, rate)
    adjusted = np.ones(len(least))
    adjusted[able] = benjamini_hochberg(np.asarray(p_values, dtype=np.float64)[able])
    return adjusted


def eligible(smallest: Sequence[float] | Vector, rate: float) -> NDArray[np.bool_]:
    """Which pairs can reach significance by their margins: the family that is corrected for."""
    least = np.asarray(smallest, dtype=np.float64)
    ordered = np.sort(least)
    for size in range(1, len(least) + 1):
        if np.searchsorted(ordered, rate / size, side="left") <= size:
            return np.asarray(least < rate / size)
    return np.zeros(len(least), dtype=bool)


def _log_choose(of: Any, chosen: Any) -> Any:
    from scipy.special import gammaln

    return gammaln(np.add(of, 1)) - gammaln(np.add(chosen, 1)) - gammaln(np.subtract(of, chosen) + 1.0)
