"""Starting crawls: one process for each source, its events read back, a report at the end.

Nothing here imports Scrapy, so a command line or a web app may call it as often as it likes.
"""

import json
import os
import subprocess
import sys
import threading
from collections import Counter, deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from crawler.config import SourceSection
from crawler.errors import CrawlProblem, UsageProblem
from crawler.ids import canonical_json, digest
from crawler.resume import Step, plan_steps
from crawler.stages import Progress, silent
from crawler.store import Store
from crawler.store.jobs import end_job, jobs_of_run
from crawler.store.ledger import SeedResult, save_seed, seeds_of_run
from crawler.store.runs import Fingerprint, finish_run
from crawler.study import Study

CRAWL_VERSION = 1
KEPT_LOG_LINES = 40
PATIENCE = 15.0  # seconds that an interrupted crawl gets to end by itself


@dataclass(frozen=True, slots=True)
class CrawlReport:
    """What a crawl brought: one line a seed, and Intake's counts over all of them.

    `status` is "done" when at least one seed gave posts or ended without failure, else "failed".
    `notes` say which source `auto` took and why, and what a source could not do.
    """

    run_id: str
    status: str
    seeds: tuple[SeedResult, ...]
    counts: Mapping[str, int] = field(default_factory=dict)
    notes: tuple[str, ...] = ()


def run_crawl(
    study: Study, *, only: str | None = None, anew: bool = False, progress: Progress = silent
) -> CrawlReport:
    """Crawl the sources of study.toml, one after the other; go on where an interrupted crawl stood.

    `only` limits it to the source with this url or of this name; `anew` gives up what was interrupted.
    `progress(url, posts, expected)` is called as pages come in. Raises CrawlProblem when the study has
    no sources, UsageProblem when `only` names none. What fails inside a crawl is no exception: it
    stands in the seed's reason. Counts of a crawl that went on include what came before the interruption.
    """
    sources = _chosen(study, only)
    with study.open() as store:
        run_id, steps = plan_steps(store, sources, _fingerprint(study, sources), anew=anew)
        runs = list(dict.fromkeys([run_id, *(step.job.run_id for step in steps)]))
        outcomes: list[_Outcome] = []
        try:
            outcomes.extend(
                _over(store, step) if step.over else _crawl_one(study, store, step, progress)
                for step in steps
            )
        except BaseException as error:
            for name in runs:
                finish_run(store, name, _counts(store, name), status="failed", message=type(error).__name__)
            raise
        statuses = [_finish(store, name) for name in runs]
        counts = _sum(_counts(store, name) for name in runs)
    notes = tuple(note for outcome in outcomes for note in outcome.notes)
    return CrawlReport(run_id, statuses[0], tuple(outcome.seed for outcome in outcomes), counts, notes)


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
    lines = seeds_of_run(store, step.job.run_id)
    seed = next((line for line in lines if line.url == source.url), given_up)
    return _Outcome(seed, (f"{seed.url} was crawled before the interruption; the others go on from there",))


def _chosen(study: Study, only: str | None) -> list[SourceSection]:
    if not study.config.sources:
        raise CrawlProblem(
            "the study names no sources",
            where=str(study.folder / "study.toml"),
            hint="caifeng crawl URL --study DIR",
        )
    chosen = [s for s in study.config.sources if only is None or only in (s.url, s.source)]
    if not chosen:
        known = ", ".join(f"{s.source} {s.url}" for s in study.config.sources)
        raise UsageProblem(f"no source of the study is {only!r}", hint=f"one of: {known}")
    return chosen


def _fingerprint(study: Study, sources: list[SourceSection]) -> Fingerprint:
    asked = {"crawl": study.config.crawl.model_dump(), "sources": [s.model_dump() for s in sources]}
    return Fingerprint("crawl", CRAWL_VERSION, digest(canonical_json(asked)), input_hash="")


def _crawl_one(study: Study, store: Store, step: Step, progress: Progress) -> _Outcome:
    source = step.source
    progress(source.url, 0, None)
    job = {"study": str(study.folder.resolve()), "job_id": step.job.id, "source": source.model_dump()}
    process = subprocess.Popen(
        [sys.executable, "-P", "-m", "crawler.job"],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        text=True, encoding="utf-8", env=_environment(),
    )  # fmt: skip
    log: deque[str] = deque(maxlen=KEPT_LOG_LINES)
    reader = threading.Thread(target=_drain, args=(process.stderr, log), daemon=True)
    reader.start()
    try:
        last = _listen(process, job, source, progress)
        code = process.wait()
    except BaseException:
        _end(process)
        raise
    reader.join(timeout=5)
    if last is None or last["event"] != "seed":
        what = last["message"] if last else f"crashed: {_tail(code, log)}"
        if last and last.get("for_good"):
            end_job(store, step.job.id)
        return _lost(store, source, step.job.run_id, what)
    seed = SeedResult(**{name: last[name] for name in ("source", "url", "expected", "collected", "reason")})
    went_on = [f"{source.url}: went on after an interruption"] if step.job.progress else []
    return _Outcome(seed, tuple(went_on + last["notes"]))


def _environment() -> dict[str, str]:
    root = str(Path(__file__).resolve().parents[1])
    inherited = os.environ.get("PYTHONPATH")
    return {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, [root, inherited])), "PYTHONUTF8": "1"}


def _drain(stream: IO[str] | None, into: deque[str]) -> None:
    for line in stream or ():
        into.append(line.rstrip())


def _listen(
    process: subprocess.Popen[str], job: dict[str, Any], source: SourceSection, progress: Progress
) -> dict[str, Any] | None:
    """Hand over the job, pass progress on, and return the last event."""
    if process.stdin is None or process.stdout is None:
        raise RuntimeError("the crawl process has no pipes")
    with process.stdin as stdin:
        stdin.write(json.dumps(job, ensure_ascii=False))
    last: dict[str, Any] | None = None
    for line in process.stdout:
        event: dict[str, Any] = json.loads(line)
        if event["event"] == "progress":
            progress(source.url, event["done"], event["expected"])
        else:
            last = event
    return last


def _end(process: subprocess.Popen[str]) -> None:
    """Let an interrupted crawl finish its page, then end it."""
    process.terminate()
    try:
        process.wait(PATIENCE)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _lost(store: Store, source: SourceSection, run_id: str, what: str) -> _Outcome:
    """The line of a seed whose process said nothing about its end."""
    collected = store.value("SELECT count(*) FROM posts WHERE last_run_id = ?", (run_id,))
    others = "SELECT coalesce(sum(collected), 0) FROM seeds WHERE run_id = ? AND url <> ?"
    already = store.value(others, (run_id, source.url))
    seed = SeedResult(source.source, source.url, None, max(0, collected - already), what)
    save_seed(store, run_id, seed)
    return _Outcome(seed)


def _tail(code: int, log: deque[str]) -> str:
    lines = [line for line in log if line.strip()]
    return f"exit code {code}" + (f", {lines[-1][:200]}" if lines else "")


def _sum(parts: Iterable[Mapping[str, int]]) -> dict[str, int]:
    total: Counter[str] = Counter()
    for part in parts:
        total.update(part)
    return dict(total)
