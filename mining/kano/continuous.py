"""The continuous reading of KANO answers (DuMouchel, in Berger et al. 1993).

A mean hides two camps: it is shown beside the categories, never in their place.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean, stdev

from mining.kano.table import DYSFUNCTIONAL_WEIGHTS, FUNCTIONAL_WEIGHTS, Answer


@dataclass(frozen=True, slots=True)
class Continuous:
    """Means on -2 to 4 with their sample standard deviations; None where fewer than two answered."""

    n: int
    functional: float
    functional_sd: float | None
    dysfunctional: float
    dysfunctional_sd: float | None


def continuous(pairs: Sequence[tuple[Answer, Answer]]) -> Continuous | None:
    """Means over all answered pairs, contradictory ones included; None without any."""
    if not pairs:
        return None
    have = [FUNCTIONAL_WEIGHTS[functional] for functional, _ in pairs]
    lack = [DYSFUNCTIONAL_WEIGHTS[dysfunctional] for _, dysfunctional in pairs]
    spread = len(pairs) > 1
    return Continuous(
        n=len(pairs),
        functional=fmean(have),
        functional_sd=stdev(have) if spread else None,
        dysfunctional=fmean(lack),
        dysfunctional_sd=stdev(lack) if spread else None,
    )
