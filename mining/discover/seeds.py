"""Seed groups: clauses that name the same combination of concepts, whatever their words or language.

A clause carries keys such as "obstacle:cold" or "who:child". Single keys and pairs of keys of
different axes are candidates. A pair is taken where its two keys stand together far more often
than chance (G², Dunning 1993), otherwise a clause goes to its rarest single key. Groups with too
few people dissolve and their clauses go to their next best candidate.
"""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from math import log

Keys = frozenset[str]
Signature = tuple[str, ...]

G2_CUT = 10.83  # chi-squared, 1 degree of freedom, p = .001
MIN_LIFT = 1.5


@dataclass(frozen=True, slots=True)
class KeyPlan:
    """Which axes may stand alone, and which pairs of axes may stand together."""

    single: tuple[str, ...]
    pairs: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Seed:
    """A signature (one or two keys, sorted) and the rows of the clauses that carry it."""

    signature: Signature
    rows: tuple[int, ...]


def seed_groups(
    keys: Sequence[Keys], people: Sequence[frozenset[str]], plan: KeyPlan, min_people: int
) -> list[Seed]:
    """Each clause in at most one seed; every seed has at least `min_people` people.

    The result depends on the set of clauses only, not on their order (rows are ids of clauses).
    """
    ranked = _ranked_candidates(keys, plan, min_people)
    alive = {signature for options in ranked for signature in options}
    while True:
        rows: dict[Signature, list[int]] = defaultdict(list)
        for row, options in enumerate(ranked):
            chosen = next((signature for signature in options if signature in alive), None)
            if chosen is not None:
                rows[chosen].append(row)
        sizes = {signature: _count_people(rows.get(signature, ()), people) for signature in alive}
        weak = [signature for signature, size in sizes.items() if size < min_people]
        if not weak:
            return [Seed(signature, tuple(rows[signature])) for signature in sorted(alive)]
        smallest = min(sizes[signature] for signature in weak)
        alive -= {signature for signature in weak if sizes[signature] == smallest}


def candidates(found: Keys, plan: KeyPlan) -> list[Signature]:
    """Every signature that a clause with these keys may have: pairs first, then single keys, by name."""
    return [*_pairs(found, plan), *((key,) for key in sorted(found) if key.split(":")[0] in plan.single)]


def _ranked_candidates(keys: Sequence[Keys], plan: KeyPlan, min_people: int) -> list[list[Signature]]:
    counts = Counter(key for found in keys for key in found)
    pairs = Counter(pair for found in keys for pair in _pairs(found, plan))
    total = len(keys)
    strength = {
        pair: _g2(together, counts[pair[0]], counts[pair[1]], total)
        for pair, together in pairs.items()
        if together >= min_people
    }
    good = {
        pair: value
        for pair, value in strength.items()
        if value >= G2_CUT and pairs[pair] * total >= MIN_LIFT * counts[pair[0]] * counts[pair[1]]
    }
    rarity = {key: log(total / count) for key, count in counts.items() if count >= min_people}
    return [_options(found, plan, good, pairs, rarity) for found in keys]


def _options(
    found: Keys,
    plan: KeyPlan,
    good: dict[Signature, float],
    pairs: Counter[Signature],
    rarity: dict[str, float],
) -> list[Signature]:
    together = sorted((p for p in _pairs(found, plan) if p in good), key=lambda p: (-good[p] / pairs[p], p))
    alone = sorted(
        (key for key in found if key in rarity and key.split(":")[0] in plan.single),
        key=lambda key: (-rarity[key], key),
    )
    return [*together, *((key,) for key in alone)]


def _pairs(found: Keys, plan: KeyPlan) -> list[Signature]:
    allowed = set(plan.pairs)
    return [
        (a, b)
        for a, b in combinations(sorted(found), 2)
        if (a.split(":")[0], b.split(":")[0]) in allowed or (b.split(":")[0], a.split(":")[0]) in allowed
    ]


def _g2(together: int, first: int, second: int, total: int) -> float:
    """Log-likelihood ratio of a 2x2 table, as in Dunning 1993."""
    cells = (together, first - together, second - together, total - first - second + together)
    rows, columns = (first, total - first), (second, total - second)
    expected = [r * c / total for r in rows for c in columns]
    observed = (cells[0], cells[1], cells[2], cells[3])
    # cells: (a,b), (a,not b), (not a,b), (not a,not b)
    return 2 * sum(o * log(o / e) for o, e in zip(observed, expected, strict=True) if o > 0 and e > 0)


def _count_people(rows: Sequence[int], people: Sequence[frozenset[str]]) -> int:
    found: set[str] = set()
    for row in rows:
        found |= people[row]
    return len(found)
