"""Machine findings + human decisions -> what is shown. Decisions never change a machine's row."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from crawler.store import Store
from mining.decision_log import STATUS_ACTIONS, Decision, in_force, list_decisions
from mining.people import Census, load_census
from mining.reading import (
    LineageRow,
    current_discovery,
    ensure_tables,
    load_findings,
    load_former,
    load_lineage,
)
from mining.records import KINDS, Evidence, Finding, FindingKind, Shelf
from mining.succession import Succession

RECHECK = "needs re-check"
STATUSES: tuple[str, ...] = ("new", "accepted", "rejected", "parked", RECHECK)
SHELVES: tuple[Shelf, ...] = ("main", "innovated", "weak")


@dataclass(frozen=True, slots=True)
class ShownFinding:
    """A finding as people see it: titles, evidence and counts after their decisions.

    `machine_title` is what the mining called it. `merged_from` names the findings that were merged
    into it by hand. `reason` says why a finding needs a re-check: gone, absorbed, conflict or target
    gone; "" otherwise. `successors` are present findings that hold parts of one that is gone.
    `decisions` are those in force about it, also the ones it inherited.
    """

    finding: Finding
    run_id: str
    status: str
    machine_title: Mapping[str, str]
    merged_from: tuple[str, ...] = ()
    decisions: tuple[Decision, ...] = ()
    reason: str = ""
    successors: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        """The finding's id."""
        return self.finding.id

    @property
    def kind(self) -> FindingKind:
        """scenario, pain or need."""
        return self.finding.kind

    @property
    def title(self) -> Mapping[str, str]:
        """Titles by language, as decided."""
        return self.finding.title

    @property
    def evidence(self) -> tuple[Evidence, ...]:
        """All evidence, that of merged findings included."""
        return self.finding.evidence

    @property
    def reviewed(self) -> bool:
        """Whether a person has said yes, no or later, and it still stands."""
        return self.status in STATUS_ACTIONS.values()

    @property
    def renamed(self) -> bool:
        """Whether a person gave the title."""
        return dict(self.title) != dict(self.machine_title)


@dataclass(frozen=True, slots=True)
class Overlay:
    """All that is shown, in order, and where the findings went that were merged away."""

    shown: tuple[ShownFinding, ...]
    moved: Mapping[str, str]
    run_id: str | None

    def places(self) -> dict[str, str]:
        """Every id that can be named -> the id under which it is shown."""
        return {**{item.id: item.id for item in self.shown}, **self.moved}


def current_findings(store: Store) -> list[ShownFinding]:
    """What is shown now: by kind, then shelf, then rank; those that need a re-check included."""
    return list(load_overlay(store).shown)


def load_overlay(store: Store) -> Overlay:
    """Read findings, lineage and decisions, and lay one over the other."""
    ensure_tables(store)
    run_id = current_discovery(store)
    current = load_findings(store, run_id) if run_id else []
    log = list_decisions(store)
    named = {d.subject_id for d in log} | {str(d.payload["into"]) for d in log if d.action == "merge"}
    former = load_former(store, named - {f.id for f in current})
    merges = any(d.action == "merge" for d in log)
    census = load_census(store) if merges else Census(())  # only merged findings are counted anew
    return build_overlay(current, run_id, log, load_lineage(store), former, census)


def build_overlay(
    current: Sequence[Finding],
    run_id: str | None,
    log: list[Decision],
    lineage: Sequence[LineageRow],
    former: Mapping[str, tuple[str, Finding]],
    census: Census,
) -> Overlay:
    """The pure heart. `census` says who speaks in which post."""
    plan = _Plan(current, in_force(log), Succession(lineage, {f.id for f in current}))
    shown = [plan.show(f, run_id or "", census) for f in current if f.id not in plan.parent]
    shown += [plan.show_lost(*former[finding_id]) for finding_id in sorted(plan.lost) if finding_id in former]
    shown.sort(key=_order)
    return Overlay(tuple(shown), {child: plan.root(child) for child in plan.parent}, run_id)


class _Plan:
    """Which decision bears on which present finding."""

    def __init__(self, current: Sequence[Finding], force: list[Decision], succession: Succession) -> None:
        self.by_id = {f.id: f for f in current}
        self.succession = succession
        self.own: dict[str, list[Decision]] = defaultdict(list)
        self.inherited: dict[str, list[Decision]] = defaultdict(list)
        self.lost: dict[str, list[Decision]] = defaultdict(list)
        self.parent: dict[str, str] = {}
        self.unfit: dict[str, str] = {}
        for decision in force:
            if decision.action == "merge":
                self._place_merge(decision)
            else:
                self._place(decision)

    def _place(self, decision: Decision) -> None:
        heir = self.succession.heir(decision.subject_id)
        if heir is None:
            self.lost[decision.subject_id].append(decision)
        elif heir.id == decision.subject_id:
            self.own[heir.id].append(decision)
        else:
            self.inherited[heir.id].append(decision)

    def _place_merge(self, decision: Decision) -> None:
        target_id = str(decision.payload["into"])
        child, target = self.succession.heir(decision.subject_id), self.succession.heir(target_id)
        if child is None:
            self.lost[decision.subject_id].append(decision)
        elif target is None:
            self.own[child.id].append(decision)
            self.unfit[child.id] = "target gone"
            self.lost[target_id].append(decision)
        elif child.id == target.id:  # the machine has come to see it the same way
            self.own[target.id].append(decision)
        elif child.via == "merged" or self.root(target.id) == child.id:
            self.own[child.id].append(decision)
            self.unfit[child.id] = "absorbed"
        else:
            self.own[child.id].append(decision)
            self.parent[child.id] = target.id

    def root(self, finding_id: str) -> str:
        """The finding at the end of a chain of merges."""
        while finding_id in self.parent:
            finding_id = self.parent[finding_id]
        return finding_id

    def _status(self, finding_id: str) -> tuple[str, str]:
        if finding_id in self.unfit:
            return RECHECK, self.unfit[finding_id]
        own = [STATUS_ACTIONS[d.action] for d in self.own[finding_id] if d.action in STATUS_ACTIONS]
        if own:
            return own[-1], ""
        last = {
            d.subject_id: STATUS_ACTIONS[d.action]
            for d in self.inherited[finding_id]
            if d.action in STATUS_ACTIONS
        }
        if len(set(last.values())) > 1:
            return RECHECK, "conflict"
        if "rejected" in last.values():  # more than what was rejected is in it now
            return RECHECK, "absorbed"
        return next(iter(last.values()), "new"), ""

    def _title(self, finding: Finding) -> dict[str, str]:
        """Its own titles; else those of the one it comes from, but not where several claim to name it."""
        inherited = [d for d in self.inherited[finding.id] if d.action == "rename"]
        named = inherited if len({d.subject_id for d in inherited}) == 1 else []
        title = dict(finding.title)
        for decision in (*named, *(d for d in self.own[finding.id] if d.action == "rename")):
            title.update({language: str(text) for language, text in decision.payload.items()})
        return title

    def show(self, finding: Finding, run_id: str, census: Census) -> ShownFinding:
        """A present finding after all decisions, with what was merged into it."""
        children = [self.by_id[c] for c in sorted(self.parent) if self.root(c) == finding.id]
        merged = _merged(finding, children, census) if children else finding
        status, reason = self._status(finding.id)
        decisions = [*self.own[finding.id], *self.inherited[finding.id]]
        for child in children:
            decisions += [*self.own[child.id], *self.inherited[child.id]]
        return ShownFinding(
            finding=replace(merged, title=self._title(finding)),
            run_id=run_id,
            status=status,
            machine_title=finding.title,
            merged_from=tuple(child.id for child in children),
            decisions=tuple(sorted(decisions, key=lambda d: d.id)),
            reason=reason,
        )

    def show_lost(self, run_id: str, finding: Finding) -> ShownFinding:
        """A finding of a former run that decisions speak of and that has no successor."""
        decisions = self.lost[finding.id]
        title = dict(finding.title)
        for decision in decisions:
            if decision.action == "rename":
                title.update({language: str(text) for language, text in decision.payload.items()})
        return ShownFinding(
            finding=replace(finding, title=title),
            run_id=run_id,
            status=RECHECK,
            machine_title=finding.title,
            decisions=tuple(decisions),
            reason="gone",
            successors=self.succession.traces(finding.id),
        )


def _merged(finding: Finding, children: Sequence[Finding], census: Census) -> Finding:
    evidence = {item.clause_id: item for child in reversed(children) for item in child.evidence}
    own = {item.clause_id for item in finding.evidence}
    added = sorted(
        (e for e in evidence.values() if e.clause_id not in own), key=lambda e: (e.rank, e.clause_id)
    )
    ordered = (*finding.evidence, *added)
    first = _first_rank(finding)
    posts = {item.post_id for item in ordered}
    people = census.count(posts)
    return replace(
        finding,
        evidence=tuple(replace(item, rank=rank) for rank, item in enumerate(ordered, start=first)),
        people=people.count,
        people_basis=people.basis,
        posts=len(posts),
    )


def _first_rank(finding: Finding) -> int:
    return min((item.rank for item in finding.evidence), default=0)


def _order(item: ShownFinding) -> tuple[int, int, int, int, str]:
    finding = item.finding
    return (
        KINDS.index(finding.kind),
        SHELVES.index(finding.shelf),
        int(item.reason == "gone"),
        finding.rank,
        finding.id,
    )
