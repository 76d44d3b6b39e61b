"""Two shares side by side: their difference with an interval, and how far chance alone would go."""

from collections.abc import Sequence
from math import sqrt

from mining.intervals import Z95, wilson

_LEAST_EXPECTED = 5.0  # below, the normal approximation of a 2 x 2 table is not trusted (Cochran 1954)


def difference_interval(k1: int, n1: int, k2: int, n2: int, z: float = Z95) -> tuple[float, float]:
    """Interval of k1/n1 - k2/n2 from the two Wilson intervals (Newcombe 1998, method 10), 95 % by default.

    (-1, 1) where one side is empty. Raises ValueError unless 0 <= k <= n on both sides.
    """
    (low1, high1), (low2, high2) = wilson(k1, n1, z), wilson(k2, n2, z)
    if not n1 or not n2:
        return -1.0, 1.0
    p1, p2 = k1 / n1, k2 / n2
    gap = p1 - p2
    low = gap - sqrt((p1 - low1) ** 2 + (high2 - p2) ** 2)
    high = gap + sqrt((high1 - p1) ** 2 + (p2 - low2) ** 2)
    return max(-1.0, low), min(1.0, high)


def equal_shares_p(k1: int, n1: int, k2: int, n2: int) -> float:
    """Two-sided p for "both shares are the same": pooled z test, or Fisher's exact test for small tables.

    1.0 where one side is empty.
    """
    if not n1 or not n2:
        return 1.0
    yes, total = k1 + k2, n1 + n2
    if yes in (0, total):
        return 1.0
    if min(n1, n2) * min(yes, total - yes) / total < _LEAST_EXPECTED:
        from scipy.stats import fisher_exact

        return float(fisher_exact([[k1, n1 - k1], [k2, n2 - k2]])[1])
    from scipy.special import ndtr

    pooled = yes / total
    error = sqrt(pooled * (1 - pooled) * (1 / n1 + 1 / n2))
    return float(2 * ndtr(-abs(k1 / n1 - k2 / n2) / error))


def trend_p(counts: Sequence[int], sizes: Sequence[int], times: Sequence[float]) -> float:
    """Two-sided p of the Cochran–Armitage test for a linear trend of shares over `times`; 1.0 without any."""
    from scipy.special import ndtr

    total, yes = sum(sizes), sum(counts)
    if not total or yes in (0, total):
        return 1.0
    share = yes / total
    mean = sum(n * t for n, t in zip(sizes, times, strict=True)) / total
    spread = sum(n * (t - mean) ** 2 for n, t in zip(sizes, times, strict=True))
    if spread <= 0:
        return 1.0
    pull = sum((k - n * share) * (t - mean) for k, n, t in zip(counts, sizes, times, strict=True))
    return float(2 * ndtr(-abs(pull) / sqrt(share * (1 - share) * spread)))
