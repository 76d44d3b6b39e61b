"""Naming the findings of a study by a language model, where the study allows it."""

import os
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from crawler.config import LlmSection
from crawler.errors import ConfigProblem, MiningProblem
from crawler.ids import canonical_json, digest
from crawler.stages import Progress, silent
from crawler.store import Store
from crawler.store.runs import Fingerprint, finish_run, start_run
from crawler.study import Study
from mining.llm.budget import MAX_ANSWER_TOKENS, Budget, estimated
from mining.llm.checking import Refused, check
from mining.llm.client import Client, NoAnswer
from mining.llm.evidence import VERSION, Case, build_cases
from mining.llm.guard import checked_place
from mining.llm.memory import NAMED, Kept, attach, detach, keep, load_cores, recall
from mining.overlay import ShownFinding, load_overlay
from mining.shown import SHELVES

STAGE = "name"
GIVE_UP = 3  # questions in a row without any answer
Ask = Callable[[Case], tuple[str, int]]


@dataclass(frozen=True, slots=True)
class Plan:
    """What would be asked: cases in the order of their findings, and what is known already."""

    run_id: str
    cases: Mapping[str, Case]
    titles: Mapping[str, Mapping[str, str]]
    known: Mapping[str, Kept]
    counts: Counter[str] = field(default_factory=Counter)

    @property
    def open(self) -> list[str]:
        """Findings that the model has not been asked about."""
        return [key for key in self.cases if key not in self.known]


def plan_names(study: Study, store: Store) -> Plan:
    """What naming would do. Asks nothing and needs no key. Raises MiningProblem without findings."""
    overlay = load_overlay(store)
    if overlay.run_id is None:
        raise MiningProblem(
            "there are no findings to name",
            where=str(study.folder),
            hint=f"caifeng mine --study {study.folder}",
        )
    counts: Counter[str] = Counter(findings=len(overlay.shown))
    wanted = [one for one in overlay.shown if _wanted(one, counts)]
    wanted.sort(key=lambda one: (SHELVES.index(one.finding.shelf), one.finding.rank, one.kind, one.id))
    cores = load_cores(store, overlay.run_id)
    for one in wanted:
        parts = (cores.get(key, frozenset()) for key in (one.id, *one.merged_from))
        cores[one.id] = frozenset().union(*parts)
    cases = build_cases([one.finding for one in wanted], cores)
    model = study.config.llm.model
    known = {key: kept for key, case in cases.items() if (kept := recall(store, case.content_hash, model))}
    titles = {one.id: dict(one.title) for one in overlay.shown}
    return Plan(overlay.run_id, cases, titles, known, counts)


def _wanted(item: ShownFinding, counts: Counter[str]) -> bool:
    """Whether a model may name it: not what people named, hid, made by hand, or have to look at again."""
    if item.renamed or item.by_hand:
        counts["named_by_people"] += 1
        return False
    return not (item.hidden or item.reason)


def name_findings(
    study: Study, store: Store, *, again: bool = False, progress: Progress = silent
) -> dict[str, Any]:
    """Ask, check, and attach what passed; everything else keeps its rule-made name. Returns the counts.

    `again` asks about what was refused before, too. A run "name" is kept with the counts: named, cached, and
    each reason why a name was not taken. Raises ConfigProblem when the study does not allow it or does not
    say whom to ask; no failure of the endpoint raises.
    """
    llm = study.config.llm
    client = _client(llm)
    plan = plan_names(study, store)
    run_id = start_run(store, _fingerprint(llm, plan))
    worker = _Worker(store, plan, llm, _asker(client))
    try:
        worker.work(again, progress)
    except BaseException as error:
        finish_run(store, run_id, dict(worker.counts), status="failed", message=type(error).__name__)
        raise
    counts = dict(sorted(worker.counts.items()))
    finish_run(store, run_id, counts)
    return counts


def restore_names(study: Study, store: Store) -> int:
    """Give the findings in force the names that are remembered for their content. Asks nothing; how many.

    So names by a model last when a study is mined again, as long as the group is the same.
    """
    if not study.config.llm.allow or not study.config.llm.model:
        return 0
    plan = plan_names(study, store)
    worker = _Worker(store, plan, study.config.llm, None)
    worker.work(False, silent)
    return worker.counts["named"]


class _Worker:
    def __init__(self, store: Store, plan: Plan, llm: LlmSection, ask: Ask | None) -> None:
        self._store, self._plan, self._llm, self._ask = store, plan, llm, ask
        self._budget = Budget(llm.max_findings, llm.max_tokens)
        self._taken = {
            key: {text.casefold() for text in title.values()} for key, title in plan.titles.items()
        }
        self._silent = 0
        self.counts = Counter(plan.counts)

    def work(self, again: bool, progress: Progress) -> None:
        """All cases, best findings first."""
        detach(self._store, self._plan.run_id)
        for done, (key, case) in enumerate(self._plan.cases.items()):
            progress(STAGE, done, len(self._plan.cases))
            kept = self._plan.known.get(key)
            if kept is None or (again and kept.verdict != NAMED):
                kept = self._asked(key, case)
            else:
                self.counts["cached"] += 1
            if kept is None:
                continue
            self.counts[kept.verdict] += 1
            if kept.verdict == NAMED:
                attach(self._store, self._plan.run_id, key, case.content_hash, self._llm.model, kept)
                self._taken[key] = {text.casefold() for text in (kept.title_zh, kept.title_en) if text}

    def _asked(self, key: str, case: Case) -> Kept | None:
        """The verdict on a fresh answer; None, with the reason counted, where there was none."""
        if self._ask is None:
            return None
        if self._silent >= GIVE_UP:
            self.counts["given_up"] += 1
            return None
        cost = estimated(case.messages())
        if not self._budget.allows(cost):
            self.counts["over_budget"] += 1
            return None
        try:
            text, said = self._ask(case)
        except NoAnswer as error:
            self._budget.spend(cost)
            self.counts[error.reason] += 1
            self._silent = GIVE_UP if error.last else self._silent + 1
            return None
        self._silent = 0
        self._budget.spend(max(cost - MAX_ANSWER_TOKENS, said))
        self.counts["tokens"] += said
        kept = self._judged(key, case, text)
        keep(self._store, case.content_hash, self._llm.model, kept, said)
        return kept

    def _judged(self, key: str, case: Case, text: str) -> Kept:
        others = frozenset().union(*(titles for other, titles in self._taken.items() if other != key))
        try:
            name = check(text, case, others)
        except Refused as error:
            return Kept(None, None, error.reason)
        return Kept(name.titles.get("zh"), name.titles.get("en"), NAMED)


def _asker(client: Client) -> Ask:
    def ask(case: Case) -> tuple[str, int]:
        answer = client.ask(case.messages(), MAX_ANSWER_TOKENS)
        return answer.text, answer.tokens

    return ask


def _client(llm: LlmSection) -> Client:
    if not llm.allow:
        raise ConfigProblem(
            "the study does not allow its words to be sent to a language model",
            where="llm.allow",
            hint="allow = true under [llm] in study.toml",
        )
    missing = [name for name in ("endpoint", "model") if not getattr(llm, name)]
    if missing:
        raise ConfigProblem("says not whom to ask", where=f"llm.{missing[0]}", hint="see docs/models.md")
    key = os.environ.get(llm.key_env, "").strip() if llm.key_env else ""
    if llm.key_env and not key:
        raise ConfigProblem(f"the environment has no {llm.key_env}", where="llm.key_env", hint="set it first")
    if not key.isascii() or not key.isprintable():
        raise ConfigProblem(f"{llm.key_env} holds characters that no key has", where="llm.key_env")
    try:
        place = checked_place(llm.endpoint, allow_local=llm.allow_local)
    except OSError as error:
        raise ConfigProblem(f"cannot be resolved ({error.strerror})", where="llm.endpoint") from error
    return Client(place, llm.model, key, llm.seconds)


def _fingerprint(llm: LlmSection, plan: Plan) -> Fingerprint:
    asked = canonical_json(llm.model_dump(mode="json", exclude={"key_env"}))
    hashes = sorted(case.content_hash for case in plan.cases.values())
    return Fingerprint(STAGE, VERSION, digest(asked), digest(plan.run_id, *hashes), llm.model)


