"""Which decision bears on which present finding, and what each looks like then. Reads nothing."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any, cast

from mining.decision_log import STATUS_ACTIONS, Decision
from mining.handmade import HandMade
from mining.lens import POST_ACTIONS, Lens
from mining.people import Census
from mining.records import Evidence, Finding, FindingKind
from mining.shown import RECHECK, ShownFinding
from mining.succession import Succession

AS_IS, TO_BE = "as_is", "to_be"


class Plan:
    """Decisions sorted by the present findings that they bear on.

    `evidence` of the findings may be given later (see `touched`); where it never is, a finding is
    shown with its machine's counts and `whole=False`.
    """

    def __init__(
        self,
        current: Sequence[Finding],
        made: Sequence[HandMade],
        force: Iterable[Decision],
        lineage: Callable[[set[str]], Succession],
        lens: Lens,
    ) -> None:
        self.by_id = {f.id: f for f in current}
        self.made = {one.id: one for one in made}
        self.by_id.update({one.id: self._finding(one) for one in made})
        self.succession = lineage(set(self.by_id))
        self.lens = lens
        self.own: dict[str, list[Decision]] = defaultdict(list)
        self.inherited: dict[str, list[Decision]] = defaultdict(list)
        self.merged_in: set[int] = set()  # decisions that came with a finding which another took in
        self.lost: dict[str, list[Decision]] = defaultdict(list)
        self.about_post: dict[str, list[Decision]] = defaultdict(list)
        self.parent: dict[str, str] = {}
        self.unfit: dict[str, str] = {}
        self.taken = {c: self._kind(one) for one in made if one.parent for c in one.clauses}
        for decision in force:
            self._sort(decision)

    def _finding(self, one: HandMade) -> Finding:
        parent = self.by_id.get(one.parent)
        title = one.title()
        return Finding(
            id=one.id, kind=self._kind(one), title=title, statement={"zh": "", "en": ""}, slots={}, terms=(),
            people=0, people_basis="authors", posts=0, components={}, stability=None, shelf="main",
            rank=parent.rank if parent else 0, evidence=one.evidence,
        )  # fmt: skip

    def _kind(self, one: HandMade) -> FindingKind:
        return cast(FindingKind, str(one.decision.payload["kind"]))

    def _sort(self, decision: Decision) -> None:
        if decision.action in POST_ACTIONS:
            self.about_post[decision.subject_id].append(decision)
        elif decision.action == "merge":
            self._place_merge(decision)
        elif decision.action == "split":
            self.own[str(decision.payload["new"])].append(decision)
            heir = self.succession.heir(decision.subject_id)
            if heir is not None:
                self.own[heir.id].append(decision)
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
            if heir.via == "merged":
                self.merged_in.add(decision.id)

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

    def merging(self) -> set[str]:
        """Every finding that merges change: those merged, and those they went into."""
        return set(self.parent) | {self.root(child) for child in self.parent}

    def children(self, finding_id: str) -> list[Finding]:
        """The findings that were merged into one, chains included."""
        return [self.by_id[c] for c in sorted(self.parent) if self.root(c) == finding_id]

    def show(self, finding_id: str, run_id: str, census: Census, *, whole: bool) -> ShownFinding:
        """A present finding after all decisions, with what was merged into it."""
        if finding_id not in self.own and finding_id not in self.inherited and not whole:
            return untouched(self.by_id[finding_id], run_id)
        finding, children = self.by_id[finding_id], self.children(finding_id)
        given = _gathered(finding, [self._left(f) for f in (finding, *children)])
        kept, aside = self.lens.sort(given)
        changed = finding_id in self.made or children or len(kept) != len(finding.evidence)
        seen = _counted(finding, kept, census) if whole and changed else replace(finding, evidence=kept)
        status, reason = self._status(finding_id)
        if whole and changed and not kept:
            status, reason = RECHECK, "gone" if finding_id in self.made and not aside else "no evidence"
        own, inherited = self.own[finding_id], self.inherited[finding_id]
        flags = _Flags([*inherited, *own])
        seen = replace(seen, title=self._title(finding), kind=flags.kind or finding.kind)
        return ShownFinding(
            finding=self._hidden(seen, given),
            run_id=run_id,
            status=status,
            machine_title=finding.title,
            merged_from=tuple(child.id for child in children),
            decisions=self._history(finding_id, children, given),
            reason=reason,
            machine_kind=finding.kind,
            split_from=self.made[finding_id].parent if finding_id in self.made else "",
            by_hand=finding_id in self.made,
            placed=flags.placed,
            planned=flags.planned,
            starred=flags.starred,
            pinned=flags.pinned,
            set_aside=aside,
            whole=whole,
        )

    def show_lost(self, run_id: str, finding: Finding) -> ShownFinding:
        """A finding of a former run that decisions speak of and that has no successor."""
        decisions = self.lost[finding.id]
        kept, aside = self.lens.sort(finding.evidence)
        flags = _Flags(decisions)
        title, kind = _named(finding, decisions), flags.kind or finding.kind
        seen = replace(finding, evidence=kept, kind=kind, title=title)
        return ShownFinding(
            finding=self._hidden(seen, finding.evidence),
            run_id=run_id,
            status=RECHECK,
            machine_title=finding.title,
            decisions=tuple(decisions),
            reason="gone",
            successors=self.succession.traces(finding.id),
            machine_kind=finding.kind,
            placed=flags.placed,
            planned=flags.planned,
            starred=flags.starred,
            pinned=flags.pinned,
            set_aside=aside,
        )

    def _left(self, finding: Finding) -> tuple[Evidence, ...]:
        """A finding's evidence without what was split off it."""
        if not self.taken or finding.id in self.made:
            return finding.evidence
        return tuple(e for e in finding.evidence if self.taken.get(e.clause_id) != finding.kind)

    def _status(self, finding_id: str) -> tuple[str, str]:
        if finding_id in self.unfit:
            return RECHECK, self.unfit[finding_id]
        own = [STATUS_ACTIONS[d.action] for d in self.own.get(finding_id, ()) if d.action in STATUS_ACTIONS]
        if own:
            return own[-1], ""
        told = [d for d in self.inherited[finding_id] if d.action in STATUS_ACTIONS]
        last = {d.subject_id: d for d in told}
        said = {STATUS_ACTIONS[d.action] for d in last.values()}
        if len(said) > 1:
            return RECHECK, "conflict"
        if "rejected" in said:  # more than what was rejected is in it now
            return RECHECK, "absorbed"
        if "banned" in said and any(d.id in self.merged_in for d in last.values()):
            return RECHECK, "absorbed"
        return next(iter(said), "new"), ""

    def _title(self, finding: Finding) -> dict[str, str]:
        """Its own titles; else those of the one it comes from, but not where several claim to name it."""
        inherited = [d for d in self.inherited[finding.id] if d.action == "rename"]
        named = inherited if len({d.subject_id for d in inherited}) == 1 else []
        return _named(finding, [*named, *self.own[finding.id]])

    def _history(
        self, finding_id: str, children: Sequence[Finding], evidence: Iterable[Evidence]
    ) -> tuple[Decision, ...]:
        found = {d.id: d for d in (*self.own[finding_id], *self.inherited[finding_id])}
        for child in children:
            found.update({d.id: d for d in (*self.own[child.id], *self.inherited[child.id])})
        for post_id in {e.post_id for e in evidence} & set(self.about_post):
            found.update({d.id: d for d in self.about_post[post_id]})
        return tuple(found[number] for number in sorted(found))

    def _hidden(self, finding: Finding, evidence: Iterable[Evidence]) -> Finding:
        """The finding with words hidden in its titles and statements as in its quotes."""
        posts = {e.post_id for e in evidence} & set(self.lens.hidden)
        if not posts:
            return finding
        return replace(
            finding,
            title={key: self.lens.words(posts, text) for key, text in finding.title.items()},
            statement={key: self.lens.words(posts, text) for key, text in finding.statement.items()},
            terms=tuple(self.lens.words(posts, term) for term in finding.terms),
            slots=_mapped(finding.slots, lambda text: self.lens.words(posts, text)),
        )


def untouched(finding: Finding, run_id: str) -> ShownFinding:
    """A finding that nobody decided anything about, without its evidence."""
    return ShownFinding(finding, run_id, "new", finding.title, machine_kind=finding.kind, whole=False)


class _Flags:
    """What the last decision of each kind says."""

    def __init__(self, decisions: Sequence[Decision]) -> None:
        self.starred = self.pinned = False
        self.kind: FindingKind | None = None
        self.placed: dict[str, str] = {}
        self.planned: dict[str, str] = {}
        for decision in sorted(decisions, key=lambda d: d.id):
            self._take(decision)

    def _take(self, decision: Decision) -> None:
        action, payload = decision.action, decision.payload
        if action in ("star", "unstar"):
            self.starred = action == "star"
        elif action in ("pin", "unpin"):
            self.pinned = action == "pin"
        elif action == "retype":
            self.kind = cast(FindingKind, str(payload["kind"]))
        elif action == "move":
            places = self.planned if payload.get("map") == TO_BE else self.placed
            places[str(payload["axis"])] = str(payload["key"])


def _named(finding: Finding, decisions: Iterable[Decision]) -> dict[str, str]:
    title = dict(finding.title)
    for decision in decisions:
        if decision.action == "rename":
            title.update({language: str(text) for language, text in decision.payload.items()})
    return title


def _gathered(finding: Finding, parts: Sequence[tuple[Evidence, ...]]) -> tuple[Evidence, ...]:
    """Its own evidence first, then that of the others by rank, each clause once."""
    own, others = parts[0], parts[1:]
    added = {item.clause_id: item for part in reversed(others) for item in part}
    mine = {item.clause_id for item in own}
    further = sorted(
        (e for e in added.values() if e.clause_id not in mine), key=lambda e: (e.rank, e.clause_id)
    )
    if not others:
        return own
    first = min((item.rank for item in finding.evidence), default=0)
    return tuple(replace(item, rank=rank) for rank, item in enumerate((*own, *further), start=first))


def _counted(finding: Finding, evidence: tuple[Evidence, ...], census: Census) -> Finding:
    posts = {item.post_id for item in evidence}
    people = census.count(posts)
    return replace(
        finding, evidence=evidence, people=people.count, people_basis=people.basis, posts=len(posts)
    )


def _mapped(value: Any, change: Callable[[str], str]) -> Any:
    if isinstance(value, str):
        return change(value)
    if isinstance(value, Mapping):
        return {key: _mapped(inner, change) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_mapped(inner, change) for inner in value]
    return value
