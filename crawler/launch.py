"""Starting crawls: one process for each source, its events read back, a report at the end.

Nothing here imports Scrapy, so a command line or a web app may call it as often as it likes.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from crawler.config import SourceSection
from crawler.errors import CrawlProblem, UsageProblem
from crawler.ids import canonical_json, digest
from crawler.jobs.crew import Ended, run_steps
from crawler.jobs.signals import ended_by_term
from crawler.modes import read_all
from crawler.resume import Step, plan_steps, seed_key
from crawler.stages import Progress, silent
from crawler.store import Store
from crawler.store.coverage import Alarm, alarms_of_run
from crawler.store.jobs import end_job, get_job, interrupted_job, jobs_of_run, seed_of
from crawler.store.leases import lease_of, release, take_lease
from crawler.store.ledger import SeedResult, line_of, save_seed, seeds_of_run
from crawler.store.runs import Fingerprint, finish_run
from crawler.study import Study

CRAWL_VERSION = 1
Planned = Callable[[str, Sequence[Step]], None]


def _nobody(_run_id: str, _steps: Sequence[Step]) -> None:
    """For callers that need not know what was planned."""


@dataclass(frozen=True, slots=True)
class CrawlReport:
    """What a crawl brought: one line a seed, and Intake's counts over all of them.

    `status` is "done" when at least one seed gave posts or ended without failure, else "failed".
    `notes` say which source `auto` took and why, and what a source could not do; `alarms` what differs
    from earlier crawls.
    """

    run_id: str
    status: str
    seeds: tuple[SeedResult, ...]
    counts: Mapping[str, int] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    alarms: tuple[Alarm, ...] = ()


def run_crawl(
    study: Study,
    *,
    only: str | None = None,
    anew: bool = False,
    full: bool = False,
    progress: Progress = silent,
    planned: Planned = _nobody,
) -> CrawlReport:
    """Crawl the sources of study.toml, several hosts at a time; go on where an interrupted crawl stood.

    `only` limits it to the source with this url, of this name or with this seed key; `anew` gives up what
    was interrupted; `full` reads again what an earlier crawl knows (crawler.delta).
    `progress(url, posts, expected)` is called as pages come in, `planned(run, steps)` once, before the
    first process starts. Raises CrawlProblem when the study has no sources or all of them are being crawled
    at this moment, UsageProblem when `only` names none. What fails inside a crawl is no exception: it
    stands in the seed's reason. Counts of a crawl that went on include what came before the interruption.
    """
    sources = _chosen(study, only)
    with study.open() as store, ended_by_term():
        run_id, steps, busy = _take(study, store, sources, anew=anew)
        runs = list(dict.fromkeys([run_id, *(step.job.run_id for step in steps)]))
        for step in steps if full else []:
            read_all(store, step.job)
        planned(run_id, steps)
        outcomes: dict[int, _Outcome] = {s.job.id: _over(store, s) for s in steps if s.over}
        try:
            for ended in run_steps(store, study.folder, [s for s in steps if not s.over], progress):
                outcomes[ended.step.job.id] = _outcome(store, ended)
        except BaseException as error:
            _let_go(store, steps)
            for name in runs:
                finish_run(store, name, _counts(store, name), status="failed", message=type(error).__name__)
            raise
        statuses = [_finish(store, name) for name in runs]
        counts = _sum(_counts(store, name) for name in runs)
        alarms = tuple(alarm for name in runs for alarm in alarms_of_run(store, name))
    in_order = [outcomes[step.job.id] for step in steps]
    notes = (*busy, *(note for outcome in in_order for note in outcome.notes))
    seeds = tuple(outcome.seed for outcome in in_order)
    return CrawlReport(run_id, statuses[0], seeds, counts, notes, alarms)


def _take(
    study: Study, store: Store, sources: list[SourceSection], *, anew: bool
) -> tuple[str, list[Step], list[str]]:
    """Plan the steps and take their jobs, in one transaction: two callers at once do not get the same."""
    with store.writing():
        busy = {s.url: job for s in sources if (job := _at_work(store, s))}
        if len(busy) == len(sources):
            raise CrawlProblem(
                f"is being crawled already: job {', '.join(map(str, busy.values()))}",
                where=", ".join(busy),
                hint=f"caifeng jobs --study {study.folder}",
            )
        free = [source for source in sources if source.url not in busy]
        run_id, steps = plan_steps(store, free, _fingerprint(study, sources), anew=anew)
        for step in steps:
            if not step.over:
                take_lease(store, step.job.id, "waiting", fresh=True)
    return run_id, steps, [f"{url} is being crawled already, by job {job}" for url, job in busy.items()]


def _at_work(store: Store, source: SourceSection) -> int | None:
    """The job of a source that a process works on at this moment."""
    job = interrupted_job(store, seed_key(source))
    lease = lease_of(store, job.id) if job else None
    return lease.job_id if lease and lease.alive else None


def _let_go(store: Store, steps: Sequence[Step]) -> None:
    """Jobs of an interrupted crawl that never got a process wait for the next one."""
    for step in steps:
        lease = lease_of(store, step.job.id)
        if lease is not None and lease.activity != "over":
            release(store, step.job.id, "interrupted")


def _finish(store: Store, run_id: str) -> str:
    """Close a run: "done" when at least one of its seeds gave something."""
    seeds = seeds_of_run(store, run_id)
    done = any(seed.collected > 0 or seed.reason.startswith("complete") for seed in seeds)
    status = "done" if done else "failed"
    message = None if done else "; ".join(seed.reason for seed in seeds)
    finish_run(store, run_id, _counts(store, run_id), status=status, message=message)
    return status


def _counts(store: Store, run_id: str) -> dict[str, int]:
    return _sum(job.progress.get("counts", {}) for job in jobs_of_run(store, run_id))


@dataclass(slots=True)
class _Outcome:
    seed: SeedResult
    notes: tuple[str, ...] = ()


def _over(store: Store, step: Step) -> _Outcome:
    """The line of a source that an interrupted run had crawled to its end."""
    source = step.source
    given_up = SeedResult(source.source, source.url, None, 0, "given up for a later crawl")
    seed = line_of(store, step.job.run_id, seed_of(store, step.job.id)) or given_up
    return _Outcome(seed, (f"{seed.url} was crawled before the interruption; the others go on from there",))


def _chosen(study: Study, only: str | None) -> list[SourceSection]:
    if not study.config.sources:
        raise CrawlProblem(
            "the study names no sources",
            where=str(study.folder / "study.toml"),
            hint="caifeng crawl URL --study DIR",
        )
    chosen = [s for s in study.config.sources if only is None or only in (s.url, s.source, seed_key(s))]
    if not chosen:
        known = ", ".join(f"{s.source} {s.url}" for s in study.config.sources)
        raise UsageProblem(f"no source of the study is {only!r}", hint=f"one of: {known}")
    return chosen


def _fingerprint(study: Study, sources: list[SourceSection]) -> Fingerprint:
    asked = {"crawl": study.config.crawl.model_dump(), "sources": [s.model_dump() for s in sources]}
    return Fingerprint("crawl", CRAWL_VERSION, digest(canonical_json(asked)), input_hash="")


def _outcome(store: Store, ended: Ended) -> _Outcome:
    """The line of a source from how its process ended."""
    source, job, last = ended.step.source, ended.step.job, ended.last
    if ended.stopped:
        return _lost(store, ended.step, "stopped by hand before it began")
    if last is None or last["event"] != "seed":
        what = last["message"] if last else f"crashed: {_tail(ended.code, ended.log)}"
        if last and last.get("for_good"):
            end_job(store, job.id)
        return _lost(store, ended.step, what)
    seed = SeedResult(**{name: last[name] for name in ("source", "url", "expected", "collected", "reason")})
    went_on = [f"{source.url}: went on after an interruption"] if job.progress else []
    return _Outcome(seed, (*went_on, *last["notes"], *_undated(seed, last["counts"])))


def _undated(seed: SeedResult, counts: Mapping[str, int]) -> list[str]:
    """A line where dates were stated that we could not read: their posts stand without one."""
    number = counts.get("dropped.date", 0)
    what = "1 date" if number == 1 else f"{number} dates"
    return [f"{seed.source} {seed.url}: {what} could not be read, or lay in the future"] if number else []


def _lost(store: Store, step: Step, what: str) -> _Outcome:
    """The line of a seed whose process said nothing about its end: what it had saved until then."""
    kept = get_job(store, step.job.id).progress
    book = kept.get("book", {})
    source = book.get("source") or step.source.source
    expected = kept.get("done", {}).get("expected")
    seed = SeedResult(source, step.source.url, expected, book.get("collected", 0), what)
    save_seed(store, step.job.run_id, seed, key=seed_of(store, step.job.id))
    release(store, step.job.id, what)
    return _Outcome(seed)


def _tail(code: int | None, log: Sequence[str]) -> str:
    lines = [line for line in log if line.strip()]
    return f"exit code {code}" + (f", {lines[-1][:200]}" if lines else "")


def _sum(parts: Iterable[Mapping[str, int]]) -> dict[str, int]:
    total: Counter[str] = Counter()
    for part in parts:
        total.update(part)
    return dict(total)
