"""How far two people agree about the same findings: Cohen's kappa.

κ = (p_o − p_e) / (1 − p_e), with p_o the share of findings on which both say the same and p_e what
two people would share by chance with their own frequencies (Cohen 1960). The interval is the normal
one with SE = √(p_o (1 − p_o) / (n (1 − p_e)²)), as Cohen gives it; it is rough for few findings.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import sqrt

from mining.decision_log import STATUS_ACTIONS, Decision, in_force

Z = 1.96
FEW = 20  # below this many findings judged by both, a kappa is a hint at most


@dataclass(frozen=True, slots=True)
class Agreement:
    """Two coders side by side.

    `counts` is (what the first said, what the second said) -> findings. `kappa` is None where it is
    not defined: nothing judged by both, or both always say one and the same thing.
    """

    findings: int
    same: int
    kappa: float | None
    low: float | None
    high: float | None
    counts: Mapping[tuple[str, str], int]

    @property
    def few(self) -> bool:
        """Whether so few findings were judged by both that the figure is a hint at most."""
        return self.findings < FEW


def agreement(pairs: Sequence[tuple[str, str]]) -> Agreement:
    """The agreement of two coders from what both said about each finding."""
    n = len(pairs)
    same = sum(one == other for one, other in pairs)
    counts = Counter(pairs)
    if not n:
        return Agreement(0, 0, None, None, None, counts)
    first, second = Counter(one for one, _ in pairs), Counter(other for _, other in pairs)
    expected = sum(first[key] * second[key] for key in first) / n**2
    if expected == 1:
        return Agreement(n, same, None, None, None, counts)
    observed = same / n
    kappa = (observed - expected) / (1 - expected)
    error = sqrt(observed * (1 - observed) / (n * (1 - expected) ** 2))
    return Agreement(n, same, kappa, max(-1.0, kappa - Z * error), min(1.0, kappa + Z * error), counts)


def judgements(log: list[Decision], places: Mapping[str, str]) -> dict[str, dict[str, str]]:
    """who -> finding -> what they last said of it (accepted, rejected, parked, banned), undone ones left out.

    `places` leads an id to the one under which it is shown; what is shown no more keeps its own.
    """
    said: dict[str, dict[str, str]] = {}
    for decision in in_force(log):
        if decision.action in STATUS_ACTIONS:
            finding = places.get(decision.subject_id, decision.subject_id)
            said.setdefault(decision.who, {})[finding] = STATUS_ACTIONS[decision.action]
    return said


def both(first: Mapping[str, str], second: Mapping[str, str]) -> Iterable[tuple[str, str, str]]:
    """(finding, what the first says, what the second says) for every finding that both judged."""
    return ((key, first[key], second[key]) for key in sorted(first) if key in second)
