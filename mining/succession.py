"""Where a finding went when the study was mined again. Pure; reads lineage rows only."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from mining.reading import LineageRow

FOLLOWED = ("derived", "merged")


@dataclass(frozen=True, slots=True)
class Heir:
    """The present finding that an id leads to.

    `via` is "own" (the id is still there), "derived" (the same thing under a new id) or "merged"
    (a finding with a life of its own took it in).
    """

    id: str
    via: str


class Succession:
    """Follows ids through the lineage of all runs to the findings that are there now."""

    def __init__(self, lineage: Iterable[LineageRow], present: Collection[str]) -> None:
        self._present = frozenset(present)
        self._onward: dict[str, list[LineageRow]] = defaultdict(list)
        for row in lineage:
            if row.previous_id is not None and row.previous_id != row.finding_id:
                self._onward[row.previous_id].append(row)

    def heir(self, finding_id: str) -> Heir | None:
        """The one successor, or None where there is none or the finding fell apart."""
        via, here, seen = "own", finding_id, {finding_id}
        while here not in self._present:
            rows = [
                r for r in self._onward.get(here, ()) if r.relation in FOLLOWED and r.finding_id not in seen
            ]
            if not rows:
                return None
            best = max(rows, key=lambda r: (r.overlap, r.finding_id))
            via = "merged" if "merged" in (via, best.relation) else "derived"
            here = best.finding_id
            seen.add(here)
        return Heir(here, via)

    def traces(self, finding_id: str) -> tuple[str, ...]:
        """Every present finding that holds a part of a vanished one, the largest part first."""
        rows = [r for r in self._onward.get(finding_id, ()) if r.finding_id in self._present]
        rows.sort(key=lambda r: (-r.overlap, r.finding_id))
        return tuple(dict.fromkeys(r.finding_id for r in rows))
