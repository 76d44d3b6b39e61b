"""Signatures: the concepts, one or two, that clauses may have in common.

A clause carries keys such as "obstacle:cold" or "who:child", whatever its words or language.
"""

from dataclasses import dataclass
from itertools import combinations

from mining.facets.lexicon import is_vague

Keys = frozenset[str]
Signature = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class KeyPlan:
    """Which axes may stand alone, and which pairs of axes together.

    `vague`: whether a concept that says no more than "bad" may stand alone; `likeness`: whether
    clauses that are merely alike may make a group, too.
    """

    single: tuple[str, ...]
    pairs: tuple[tuple[str, str], ...] = ()
    vague: bool = True
    likeness: bool = False


def signatures_of(found: Keys, plan: KeyPlan) -> list[Signature]:
    """Every signature that a clause with these keys may have: pairs first, then single keys, by name."""
    alone = [key for key in sorted(found) if _axis(key) in plan.single and (plan.vague or not is_vague(key))]
    return [*_pairs(found, plan), *((key,) for key in alone)]


def _pairs(found: Keys, plan: KeyPlan) -> list[Signature]:
    allowed = set(plan.pairs)
    return [
        (a, b)
        for a, b in combinations(sorted(found), 2)
        if (_axis(a), _axis(b)) in allowed or (_axis(b), _axis(a)) in allowed
    ]


def _axis(key: str) -> str:
    return key.partition(":")[0]
