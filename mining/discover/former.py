"""What the last run found: its groups are where the next run starts, so that findings keep their ids.

Old groups stay apart and keep their clauses; new clauses join the group that has their concepts, or
that they are like (see `choosing`); only what is left makes groups of its own.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from crawler.store import Store
from mining.discover.items import Item
from mining.discover.signatures import Signature

Rows = NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Core:
    """What carries a finding: the signatures of its group, and the ids of its member clauses."""

    signatures: tuple[Signature, ...]
    members: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Former:
    """A group of the last run: the signatures that brought it together, and its members still there."""

    signatures: tuple[Signature, ...]
    rows: Rows


def load_former(
    store: Store, run_id: str | None, kind: str, items: Sequence[Item], *, unusual: bool = False
) -> list[Former]:
    """The groups of a run among today's items, in the order of their ids; empty without a run.

    `unusual` asks for those of the shelf of innovated scenarios instead, which are no groups that grow.
    """
    row_of = {item.clause.id: row for row, item in enumerate(items)}
    found = []
    for row in store.rows(
        "SELECT cores.signatures, cores.members FROM cores JOIN findings ON findings.run_id = cores.run_id"
        " AND findings.id = cores.finding_id WHERE cores.run_id = ? AND kind = ?"
        " AND (shelf = 'innovated') = ? ORDER BY cores.finding_id",
        (run_id, kind, unusual),
    ):
        rows = sorted(row_of[clause] for clause in json.loads(row["members"]) if clause in row_of)
        if rows:
            signatures = tuple(tuple(name) for name in json.loads(row["signatures"]))
            found.append(Former(signatures, np.asarray(rows, dtype=np.intp)))
    return _apart(found)


def _apart(found: Sequence[Former]) -> list[Former]:
    """Each row in one group only, the first that has it."""
    taken: set[int] = set()
    apart = []
    for one in found:
        rows = [int(row) for row in one.rows if int(row) not in taken]
        taken.update(rows)
        if rows:
            apart.append(Former(one.signatures, np.asarray(rows, dtype=np.intp)))
    return apart
