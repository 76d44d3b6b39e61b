"""What people see: a finding after their decisions, and all of them together."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from mining.decision_log import STATUS_ACTIONS, Decision
from mining.records import Evidence, Finding, FindingKind, Shelf

RECHECK = "needs re-check"
STATUSES: tuple[str, ...] = ("new", "accepted", "rejected", "parked", RECHECK, "banned")
HIDDEN: tuple[str, ...] = ("rejected", "banned")  # counted, but in no report and on no grid
SHELVES: tuple[Shelf, ...] = ("main", "innovated", "weak")


@dataclass(frozen=True, slots=True)
class ShownFinding:
    """A finding as people see it: titles, kind, evidence and counts after their decisions.

    `machine_title` and `machine_kind` are what the mining said. `merged_from` names the findings that
    were merged into it by hand, `split_from` the one that it was split off. `reason` says why a
    finding needs a re-check: gone, absorbed, conflict, target gone, no evidence; "" otherwise.
    `successors` are present findings that hold parts of one that is gone. `decisions` are those in
    force about it, also the ones it inherited. `placed` is where people moved it, axis -> key, and
    `planned` where it shall be in the journey to come. `set_aside` is evidence that people took
    away: not about us, an advert, a duplicate. `whole` is False where the evidence was not read;
    see mining.overlay.with_evidence.
    """

    finding: Finding
    run_id: str
    status: str
    machine_title: Mapping[str, str]
    merged_from: tuple[str, ...] = ()
    decisions: tuple[Decision, ...] = ()
    reason: str = ""
    successors: tuple[str, ...] = ()
    machine_kind: FindingKind = "scenario"
    split_from: str = ""
    by_hand: bool = False
    placed: Mapping[str, str] = field(default_factory=dict)
    planned: Mapping[str, str] = field(default_factory=dict)
    starred: bool = False
    pinned: bool = False
    set_aside: tuple[Evidence, ...] = ()
    whole: bool = True

    @property
    def id(self) -> str:
        """The finding's id."""
        return self.finding.id

    @property
    def kind(self) -> FindingKind:
        """scenario, pain or need, as decided."""
        return self.finding.kind

    @property
    def title(self) -> Mapping[str, str]:
        """Titles by language, as decided."""
        return self.finding.title

    @property
    def evidence(self) -> tuple[Evidence, ...]:
        """All evidence, that of merged findings included; empty where it was not read."""
        return self.finding.evidence

    @property
    def reviewed(self) -> bool:
        """Whether a person has said yes, no or later, and it still stands."""
        return self.status in STATUS_ACTIONS.values()

    @property
    def hidden(self) -> bool:
        """Whether it stays out of reports: rejected, or banned."""
        return self.status in HIDDEN

    @property
    def evidence_changed(self) -> bool:
        """Whether decisions changed what it rests on, so that what was counted of it holds no more."""
        return bool(
            self.merged_from
            or self.by_hand
            or self.set_aside
            or any(d.action == "split" for d in self.decisions)
        )

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
