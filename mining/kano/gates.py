"""From estimates to a verdict: effect size and stability, never significance alone.

The textbook reading of p values gets worse with more data (tiny rewards become significant and a must-be
turns into performance), so a class needs mentions, people, an effect that matters, and agreement of the
bootstraps.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np

from mining.kano.ols import Vector

Verdict = Literal[
    "must_be",
    "performance",
    "attractive",
    "indifferent",
    "must_be_or_performance",
    "attractive_or_performance",
    "insufficient_evidence",
]
INSUFFICIENT: Verdict = "insufficient_evidence"
FULL_CLASSES: tuple[Verdict, ...] = ("must_be", "performance", "attractive")


@dataclass(frozen=True, slots=True)
class Gates:
    """What a class needs. `effect` is in stars on a scale of 1 to 5; `asymmetry` the cut on |IA|."""

    mentions: int = 30
    people: int = 20
    effect: float = 0.25
    stability: float = 0.80
    asymmetry: float = 1 / 3
    level: float = 0.90


@dataclass(frozen=True, slots=True)
class Sides:
    """How many reviews blame and praise a feature, and how many people are behind them."""

    negative: int
    positive: int
    people_negative: int
    people_positive: int

    def enough(self, side: Literal["negative", "positive"], gates: Gates) -> bool:
        """Whether a side has the mentions and the people that a class needs."""
        if side == "negative":
            return self.negative >= gates.mentions and self.people_negative >= gates.people
        return self.positive >= gates.mentions and self.people_positive >= gates.people

    def missing(self, gates: Gates) -> dict[str, int]:
        """What each side lacks; nothing where it has enough."""
        lacking = {
            "negative_mentions": gates.mentions - self.negative,
            "positive_mentions": gates.mentions - self.positive,
            "negative_people": gates.people - self.people_negative,
            "positive_people": gates.people - self.people_positive,
        }
        return {name: count for name, count in lacking.items() if count > 0}


@dataclass(frozen=True, slots=True)
class Effects:
    """The indices of one feature: RIOCS = S + D, IA = (S - D) / RIOCS, with D = max(-p, 0), S = max(r, 0).

    Mikulić & Prebežac 2008. From the estimate and from each bootstrap draw.
    """

    penalty: float
    reward: float
    drawn_penalties: Vector
    drawn_rewards: Vector

    @property
    def riocs(self) -> float:
        """The range of impact on satisfaction, in stars."""
        return max(-self.penalty, 0.0) + max(self.reward, 0.0)

    @property
    def ia(self) -> float | None:
        """Impact asymmetry, -1 (only displeases) to 1 (only pleases); None where nothing has an impact."""
        return (max(self.reward, 0.0) - max(-self.penalty, 0.0)) / self.riocs if self.riocs > 0 else None

    def drawn(self) -> tuple[Vector, Vector]:
        """RIOCS and IA of every draw; IA is NaN where a draw shows no impact."""
        lost, won = np.maximum(-self.drawn_penalties, 0.0), np.maximum(self.drawn_rewards, 0.0)
        reach = lost + won
        asymmetry = np.divide(won - lost, reach, out=np.full_like(reach, np.nan), where=reach > 0)
        return reach, asymmetry

    def ia_interval(self, level: float) -> tuple[float, float] | None:
        """Percentile interval of IA over the draws that show an impact."""
        values = self.drawn()[1]
        values = values[~np.isnan(values)]
        if not len(values):
            return None
        low, high = np.quantile(values, [(1 - level) / 2, (1 + level) / 2])
        return float(low), float(high)


@dataclass(frozen=True, slots=True)
class Ruling:
    """A verdict with the share of draws that agree, and what is missing for more. `reason` is a code."""

    verdict: Verdict
    stability: float | None
    missing: Mapping[str, float]
    reason: str


def rule(sides: Sides, effects: Effects, gates: Gates) -> Ruling:
    """The verdict on a feature whose effects were estimated."""
    enough = sides.enough("negative", gates), sides.enough("positive", gates)
    if all(enough):
        return _full(effects, gates)
    missing = sides.missing(gates)
    if not any(enough):
        return Ruling(INSUFFICIENT, None, missing, "few_mentions")
    if enough[0]:
        support = float(np.mean(-effects.drawn_penalties >= gates.effect))
        verdict: Verdict = "must_be_or_performance"
        holds = -effects.penalty >= gates.effect
    else:
        support = float(np.mean(effects.drawn_rewards >= gates.effect))
        verdict = "attractive_or_performance"
        holds = effects.reward >= gates.effect
    if holds and support >= gates.stability:
        return Ruling(verdict, support, missing, "one_side_known")
    return Ruling(INSUFFICIENT, support, missing, "one_side_weak")


def _full(effects: Effects, gates: Gates) -> Ruling:
    reach, asymmetry = effects.drawn()
    classes = np.array(classify(reach, asymmetry, gates))
    own = classify(
        np.array([effects.riocs]), np.array([np.nan if effects.ia is None else effects.ia]), gates
    )[0]
    stability = float(np.mean(classes == own))
    if own == "indifferent":
        top = float(np.quantile(reach, (1 + gates.level) / 2))
        if top < gates.effect:
            return Ruling("indifferent", stability, {}, "small_effect")
        return Ruling(INSUFFICIENT, stability, {"effect_may_reach": top}, "effect_uncertain")
    if stability < gates.stability:
        return Ruling(INSUFFICIENT, stability, {"stability": gates.stability - stability}, "unstable")
    return Ruling(own, stability, {}, "gates_passed")


def classify(reach: Vector, asymmetry: Vector, gates: Gates) -> list[Verdict]:
    """The class of each pair of RIOCS and IA: indifferent below the effect, else by the sign of IA."""
    found: list[Verdict] = []
    for impact, lean in zip(reach, asymmetry, strict=True):
        if impact < gates.effect or np.isnan(lean):
            found.append("indifferent")
        elif abs(lean) <= gates.asymmetry:
            found.append("performance")
        else:
            found.append("attractive" if lean > 0 else "must_be")
    return found
