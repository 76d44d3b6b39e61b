"""Starting crawls: one process for each source, its events read back, a report at the end.

Nothing here imports Scrapy, so a command line or a web app may call it as often as it likes.
"""

import json
import os
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from crawler.config import SourceSection
from crawler.errors import CrawlProblem, UsageProblem
from crawler.ids import canonical_json, digest
from crawler.stages import Progress, silent
from crawler.store import Store
from crawler.store.ledger import SeedResult, save_seed
from crawler.store.runs import Fingerprint, finish_run, start_run
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


def run_crawl(study: Study, *, only: str | None = None, progress: Progress = silent) -> CrawlReport:
    """Crawl the sources of study.toml, one after the other.

    `only` limits it to the source with this url or of this name. `progress(url, posts, expected)` is
    called as pages come in. Raises CrawlProblem when the study has no sources, UsageProblem when
    `only` names none. What fails inside a crawl is no exception: it stands in the seed's reason.
    """
    sources = _chosen(study, only)
    with study.open() as store:
        run_id = start_run(store, _fingerprint(study, sources))
        outcomes: list[_Outcome] = []
        try:
            for source in sources:
                outcome = _crawl_one(study, store, source, run_id, progress)
                outcomes.append(outcome)
        except BaseException as error:
            finish_run(store, run_id, _sum(outcomes), status="failed", message=type(error).__name__)
            raise
        status = "done" if any(outcome.succeeded for outcome in outcomes) else "failed"
        counts = _sum(outcomes)
        message = None if status == "done" else "; ".join(o.seed.reason for o in outcomes)
        finish_run(store, run_id, counts, status=status, message=message)
    notes = tuple(note for outcome in outcomes for note in outcome.notes)
    return CrawlReport(run_id, status, tuple(outcome.seed for outcome in outcomes), counts, notes)


@dataclass(slots=True)
class _Outcome:
    seed: SeedResult
    counts: Mapping[str, int] = field(default_factory=dict)
    notes: tuple[str, ...] = ()

    @property
    def succeeded(self) -> bool:
        return self.seed.collected > 0 or self.seed.reason.startswith("complete")


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


def _crawl_one(
    study: Study, store: Store, source: SourceSection, run_id: str, progress: Progress
) -> _Outcome:
    progress(source.url, 0, None)
    job = {"study": str(study.folder.resolve()), "run_id": run_id, "source": source.model_dump()}
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
        return _lost(store, source, run_id, what)
    seed = SeedResult(**{name: last[name] for name in ("source", "url", "expected", "collected", "reason")})
    return _Outcome(seed, last["counts"], tuple(last["notes"]))


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
    already = store.value("SELECT coalesce(sum(collected), 0) FROM seeds WHERE run_id = ?", (run_id,))
    seed = SeedResult(source.source, source.url, None, max(0, collected - already), what)
    save_seed(store, run_id, seed)
    return _Outcome(seed)


def _tail(code: int, log: deque[str]) -> str:
    lines = [line for line in log if line.strip()]
    return f"exit code {code}" + (f", {lines[-1][:200]}" if lines else "")


def _sum(outcomes: list[_Outcome]) -> dict[str, int]:
    total: dict[str, int] = {}
    for outcome in outcomes:
        for name, value in outcome.counts.items():
            total[name] = total.get(name, 0) + value
    return total
