"""Machine findings + human decisions -> what is shown. Decisions never change a machine's row."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from crawler.store import Store
from mining.decision_log import in_force, list_decisions
from mining.handmade import load_handmade
from mining.lens import Lens, load_lens
from mining.overlay_plan import AS_IS, TO_BE, Plan
from mining.people import census_of
from mining.reading import (
    LineageRow,
    current_discovery,
    ensure_tables,
    load_evidence,
    load_findings,
    load_former,
    load_lineage,
    rows_in,
)
from mining.records import KINDS, Evidence, Finding
from mining.shown import HIDDEN, RECHECK, SHELVES, STATUSES, Overlay, ShownFinding
from mining.succession import Succession

__all__ = [
    "AS_IS",
    "HIDDEN",
    "RECHECK",
    "SHELVES",
    "STATUSES",
    "TO_BE",
    "Mined",
    "Overlay",
    "ShownFinding",
    "current_findings",
    "lens_of",
    "load_mined",
    "load_overlay",
    "with_evidence",
]


def current_findings(store: Store) -> list[ShownFinding]:
    """What is shown now: by kind, then shelf, then rank; those that need a re-check included."""
    return list(load_overlay(store).shown)


@dataclass(frozen=True, slots=True)
class Mined:
    """What the machine says in one run: nothing in it changes until the study is mined again."""

    run_id: str | None
    findings: Sequence[Finding]
    lineage: Sequence[LineageRow]


def load_mined(store: Store, *, evidence: bool) -> Mined:
    """The findings in force, with all their evidence or with none, and what became of former ones."""
    ensure_tables(store)
    run_id = current_discovery(store)
    findings = load_findings(store, run_id, evidence=evidence) if run_id else []
    return Mined(run_id, findings, load_lineage(store))


def load_overlay(store: Store, *, whole: bool = True, mined: Mined | None = None) -> Overlay:
    """Read findings, lineage and decisions, and lay one over the other.

    With `whole=False` evidence is read only where decisions changed what a finding rests on, which is
    quick in a large study; `with_evidence` reads it for one finding. `mined` may hold what was read of
    the run in force before.
    """
    mined = mined or load_mined(store, evidence=whole)
    run_id = mined.run_id
    log = list_decisions(store)
    force = in_force(log)
    made = load_handmade(store, force, run_id)
    lens = load_lens(store, log)
    plan = Plan(mined.findings, made, force, lambda present: Succession(mined.lineage, present), lens)
    touched = _touched(store, plan, run_id)
    if not whole and run_id:
        _give_evidence(plan, load_evidence(store, run_id, touched - set(plan.made)))
    census = census_of(store, _posts(plan.by_id[key].evidence for key in touched))
    named = set(plan.lost)
    former = load_former(store, named)
    shown = [
        plan.show(key, run_id or "", census, whole=whole or key in touched)
        for key in plan.by_id
        if key not in plan.parent
    ]
    shown += [plan.show_lost(*former[key]) for key in sorted(plan.lost) if key in former]
    shown.sort(key=_order)
    return Overlay(tuple(shown), {child: plan.root(child) for child in plan.parent}, run_id)


def with_evidence(store: Store, item: ShownFinding) -> ShownFinding:
    """The finding with its evidence read, where `load_overlay(whole=False)` left it out."""
    if item.whole:
        return item
    evidence = load_evidence(store, item.run_id, [item.id]).get(item.id, ())
    return replace(item, finding=replace(item.finding, evidence=evidence), whole=True)


def _touched(store: Store, plan: Plan, run_id: str | None) -> set[str]:
    """The findings whose evidence decisions changed: by merging, splitting, or speaking of their posts."""
    touched = plan.merging() | set(plan.made)
    marked = _holders(store, "post_id", plan.about_post, run_id)
    split = _holders(store, "clause_id", plan.taken, run_id)
    return touched | ((marked | split) & set(plan.by_id))


def _holders(store: Store, column: str, ids: Iterable[str], run_id: str | None) -> set[str]:
    select = f"SELECT DISTINCT finding_id FROM evidence WHERE run_id = ? AND {column} IN"  # noqa: S608 - our own column names
    return {row[0] for row in rows_in(store, select, ids, (run_id,))}


def _give_evidence(plan: Plan, evidence: Mapping[str, tuple[Evidence, ...]]) -> None:
    for key, items in evidence.items():
        plan.by_id[key] = replace(plan.by_id[key], evidence=items)


def _posts(groups: Iterable[tuple[Evidence, ...]]) -> set[str]:
    return {item.post_id for group in groups for item in group}


def _order(item: ShownFinding) -> tuple[int, int, int, int, int, str]:
    finding = item.finding
    return (
        KINDS.index(finding.kind),
        SHELVES.index(finding.shelf),
        int(item.reason == "gone"),
        int(not item.pinned),
        finding.rank,
        finding.id,
    )


def lens_of(store: Store) -> Lens:
    """The marks and hidden words in force; see mining.lens."""
    ensure_tables(store)
    return load_lens(store)
