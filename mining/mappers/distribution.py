"""From clauses to findings: over which keys of an axis the people of a finding spread.

share = people of the finding with a clause at the key / all people of the finding. One person may
have clauses at several keys, so shares may sum to more than 1.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from mining.mappers.place import AXES, Place
from mining.taxonomy_model import NOT_PLACES, UNASSIGNED

SHOWN_CUES = 5
_NOWHERE = Place(UNASSIGNED, UNASSIGNED)


@dataclass(frozen=True, slots=True)
class MappingRow:
    """One key of an axis for a finding; `cues` are its most frequent ones."""

    finding_id: str
    axis: str
    key: str
    share: float
    people: int
    cues: tuple[str, ...]


def distribute(
    finding_id: str, evidence: Iterable[tuple[str, frozenset[str]]], places: Mapping[str, Place]
) -> list[MappingRow]:
    """Rows of all axes for a finding, its evidence given as (clause id, people who speak in it)."""
    items = sorted(evidence)
    everybody = frozenset().union(*(people for _, people in items))
    rows: list[MappingRow] = []
    for axis in AXES:
        there: dict[str, set[str]] = defaultdict(set)
        cues: dict[str, Counter[str]] = defaultdict(Counter)
        for clause_id, people in items:
            for key, found in places.get(clause_id, _NOWHERE).keys(axis).items():
                there[key] |= people
                cues[key].update(found)
        rows += [
            MappingRow(finding_id, axis, key, len(who) / len(everybody), len(who), _frequent(cues[key]))
            for key, who in there.items()
        ]
    return sorted(rows, key=lambda row: (AXES.index(row.axis), -row.share, row.key in NOT_PLACES, row.key))


def primary(rows: Sequence[MappingRow], axis: str) -> str:
    """The key with the highest share; a real place goes before "ambiguous" and "unassigned" in a tie."""
    mine = [row for row in rows if row.axis == axis]
    if not mine:
        return UNASSIGNED
    return min(mine, key=lambda row: (-row.share, row.key in NOT_PLACES, row.key)).key


def _frequent(counter: Counter[str]) -> tuple[str, ...]:
    ordered = sorted(counter.items(), key=lambda item: (-item[1], item[0]))
    return tuple(cue for cue, _ in ordered[:SHOWN_CUES])
