"""Which finding of this run is which of the last: ids stay while the evidence stays."""

from collections import defaultdict
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from crawler.ids import digest

Span = tuple[str, int, int]

KEEP = 0.5  # intersection over union from which a finding keeps its id …
DERIVED = 0.2  # … and from which it is at least named as derived


@dataclass(frozen=True, slots=True)
class Lineage:
    """One row of descent: kept, derived, merged, split, new (no previous id)."""

    finding_id: str
    previous_id: str | None
    relation: str
    overlap: float


def match_findings(
    old: Mapping[str, tuple[str, Sequence[Span]]], new: Sequence[tuple[str, str, Sequence[Span]]]
) -> tuple[list[str], list[Lineage]]:
    """Ids for the new findings, in their order, and where each comes from.

    `old`: id -> (kind, spans); `new`: (fresh id, kind, spans). Spans overlap when they share a
    character of one post, so another cutting of clauses changes nothing. One-to-one by the
    Hungarian method on intersection over union; no id is given twice, not even where the clauses
    that once gave an old id its name are a finding of their own again.
    """
    names = sorted(old)
    overlap = _overlaps([old[name] for name in names], [(kind, spans) for _, kind, spans in new])
    partner = _assignment(overlap)
    ids: list[str] = []
    rows: list[Lineage] = []
    for column, (wanted, _, _) in enumerate(new):
        row = partner.get(column)
        value = float(overlap[row, column]) if row is not None else 0.0
        if row is not None and value >= KEEP:
            ids.append(names[row])
            rows.append(Lineage(names[row], names[row], "kept", round(value, 4)))
        else:
            fresh = _unused(wanted, {*names, *ids})
            ids.append(fresh)
            rows += _other_origins(fresh, overlap[:, column], names)
    kept = {line.previous_id for line in rows if line.relation == "kept"}
    return ids, rows + _losses(overlap, names, ids, kept)


def _unused(wanted: str, taken: Container[str]) -> str:
    while wanted in taken:
        wanted = f"f{digest(wanted)}"
    return wanted


def _other_origins(
    fresh: str, column: "np.ndarray[tuple[int], np.dtype[np.float64]]", names: Sequence[str]
) -> list[Lineage]:
    parents = [at for at in range(len(names)) if column[at] >= DERIVED]
    if not parents:
        return [Lineage(fresh, None, "new", 0.0)]
    return [Lineage(fresh, names[at], "derived", round(float(column[at]), 4)) for at in parents]


def _losses(
    overlap: "np.ndarray[tuple[int, int], np.dtype[np.float64]]",
    names: Sequence[str],
    ids: Sequence[str],
    kept: set[str | None],
) -> list[Lineage]:
    """Where the evidence of vanished findings went: into a finding with an id of its own ("merged")."""
    rows = []
    for at, name in enumerate(names):
        if name in kept or not len(ids):
            continue
        best = int(np.argmax(overlap[at]))
        if overlap[at, best] > 0 and ids[best] != name and ids[best] in kept:
            rows.append(Lineage(ids[best], name, "merged", round(float(overlap[at, best]), 4)))
    return rows


def _overlaps(
    old: Sequence[tuple[str, Sequence[Span]]], new: Sequence[tuple[str, Sequence[Span]]]
) -> "np.ndarray[tuple[int, int], np.dtype[np.float64]]":
    where: dict[str, list[tuple[int, int, int]]] = defaultdict(list)
    for row, (_, spans) in enumerate(old):
        for post, start, end in spans:
            where[post].append((start, end, row))
    shared = np.zeros((len(old), len(new)))
    for column, (kind, spans) in enumerate(new):
        for post, start, end in spans:
            hit = {row for a, b, row in where.get(post, ()) if a < end and start < b and old[row][0] == kind}
            for row in hit:
                shared[row, column] += 1
    sizes = (
        np.array([len(spans) for _, spans in old])[:, None]
        + np.array([len(spans) for _, spans in new])[None, :]
    )
    return shared / np.maximum(1.0, sizes - shared) if len(old) and len(new) else shared


def _assignment(overlap: "np.ndarray[tuple[int, int], np.dtype[np.float64]]") -> dict[int, int]:
    from scipy.optimize import linear_sum_assignment  # noqa: PLC0415 - heavy

    if not overlap.size:
        return {}
    rows, columns = linear_sum_assignment(-overlap)
    return {int(column): int(row) for row, column in zip(rows, columns, strict=True)}
