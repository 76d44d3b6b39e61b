"""One crawl of one source in its own process: `python -m crawler.job` with a job in JSON on stdin.

The job names a row of crawl_jobs; where an earlier process was interrupted, this one goes on.
Events go to stdout, one JSON object a line: {"event": "progress", "done", "expected"} while it runs,
{"event": "seed", …} at the end. Logs go to stderr. A process of its own, because a reactor cannot be
started twice and because a crash must not take the caller along.
"""

import gc
import json
import os
import signal
import sys
from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any, TextIO

from scrapy.crawler import AsyncCrawlerProcess
from scrapy.settings import Settings

from crawler import settings as house_settings
from crawler.config import SourceSection, StudyConfig
from crawler.coverage import save_alarms_of
from crawler.errors import CaifengError, ConfigProblem, UsageProblem
from crawler.frontier.keeper import Keeper, attach_keeper
from crawler.intake import Intake
from crawler.jobs.attendant import Attend, attended
from crawler.manners.agent import user_agent
from crawler.manners.book import CrawlBook, attach_book
from crawler.memory import SeedMemory, memory_of
from crawler.outcome import seed_result
from crawler.pages import PostBatch
from crawler.privacy import pseudonymiser_for
from crawler.snapshots.conditional import attach_pages
from crawler.store import Store
from crawler.store.frontier import forget_requests
from crawler.store.jobs import CrawlJob, check_holder, end_job, get_job, save_progress, seed_of, take_over
from crawler.store.leases import release
from crawler.store.ledger import Reject, SeedResult, save_rejects, save_robots, save_seed
from crawler.store.rests import resting_hosts, save_rests
from crawler.study import load_study

BY_ITSELF = ("finished", "limit")  # Scrapy's words for a crawl that came to its end


class StudySink:
    """Saves through Intake: authors keyed and texts masked before the first write.

    Its writes join the transaction of the keeper; `counts` go on from what earlier processes counted.
    """

    def __init__(
        self, store: Store, config: StudyConfig, run_id: str, counted: Mapping[str, int] | None = None,
        memory: SeedMemory | None = None,
    ) -> None:  # fmt: skip
        self._store = store
        self._config = config
        self._run_id = run_id
        self._memory = memory
        self._intakes: dict[str, Intake] = {}
        self._counted = Counter(counted or {})  # by intakes that are no longer there
        self._safe = dict(self._counted)
        self._verdicts: dict[str, tuple[bool, str]] = {}
        self._judged: set[str] = set()

    def save(self, batch: PostBatch) -> None:
        """The posts of one page, and a line for each thing that could not be read."""
        version = f"{batch.source}@{batch.version}"
        if batch.source not in self._intakes:
            self._intakes[batch.source] = Intake(
                self._store, self._config, run_id=self._run_id, parser_version=version
            )
        snapshot_id = self._memory.keep(batch, version) if self._memory else None
        self._intakes[batch.source].save(batch.posts, snapshot_id=snapshot_id)
        rejects = [Reject(batch.page_url, problem, "") for problem in batch.problems]
        if rejects:
            save_rejects(self._store, self._run_id, rejects)

    def robots(self, url: str, allowed: bool, reason: str) -> None:
        """Note a verdict, once a url; it is written with the next group of pages."""
        if url not in self._judged:
            self._judged.add(url)
            self._verdicts[url] = (allowed, reason)

    def save_verdicts(self) -> None:
        """Write the verdicts noted since the last time."""
        for url, (allowed, reason) in self._verdicts.items():
            save_robots(self._store, url, allowed=allowed, reason=reason)
        if self._memory:
            self._memory.before_commit()

    def committed(self) -> None:
        """What was saved is safe."""
        self._safe = self.counts
        self._verdicts.clear()

    def rolled_back(self) -> None:
        """What was saved is gone, and so are its counts."""
        self._counted = Counter(self._safe)
        self._intakes.clear()
        if self._memory:
            self._memory.counts.clear()

    @property
    def counts(self) -> dict[str, int]:
        """The counts of Intake, summed over sources, and what became of the pages."""
        total = Counter(self._counted)
        for intake in self._intakes.values():
            total.update(intake.counts)
        total.update(self._memory.counts if self._memory else {})
        return dict(total)


def job_settings(config: StudyConfig) -> Settings:
    """The house settings with the study's manners on top."""
    settings = Settings()
    settings.setmodule(house_settings, priority="project")
    crawl = config.crawl
    settings.setdict(
        {
            "DOWNLOAD_DELAY": crawl.delay,
            "DOWNLOAD_TIMEOUT": crawl.timeout,
            "USER_AGENT": user_agent(crawl.contact),
            "CAIFENG_ALLOW_PRIVATE": crawl.allow_private,
            "CAIFENG_BROWSER": crawl.browser.model_dump(),
            "SCHEDULER": "crawler.frontier.scheduler.FrontierScheduler",
        },
        priority="cmdline",
    )
    settings["SPIDER_MIDDLEWARES"].set("crawler.frontier.acknowledge.Acknowledge", 10, priority="cmdline")
    return settings


def spider_arguments(source: SourceSection, max_pages: int) -> dict[str, Any]:
    """What `scrapy crawl NAME -a …` would be given for this source."""
    values = source.model_dump(exclude={"source"})
    return {**{name: value for name, value in values.items() if value is not None}, "max_pages": max_pages}


def run_job(order: dict[str, Any], events: TextIO) -> int:
    """Crawl; writes posts, robots verdicts and the seed's line into the study; returns the exit code."""
    study = load_study(Path(order["study"]))
    source = SourceSection.model_validate(order["source"])

    def send(event: dict[str, Any]) -> None:
        try:
            events.write(json.dumps(event) + "\n")
            events.flush()
        except BrokenPipeError:  # whoever asked for this crawl is gone: finish the page and end
            signal.raise_signal(signal.SIGTERM)

    with study.open() as store:
        job = get_job(store, order["job_id"])
        memory = memory_of(store, study, source, job)
        sink = StudySink(store, study.config, job.run_id, job.progress.get("counts"), memory)
        book = CrawlBook(
            sink=sink,
            notify=lambda done, expected: send({"event": "progress", "done": done, "expected": expected}),
            source=source.source,
            secret=pseudonymiser_for(store).derived("crawl memory"),
            keeps_pages=memory.pages is not None,
            delta=memory.delta,
        )
        book.let_rest(resting_hosts(store))
        holder = take_over(store, job.id)
        budget = study.config.crawl.max_pages
        keeper = Keeper(store, job.id, holder, writer=sink, book=book, budget=budget)
        with attended(study.folder, store, job.id) as attend:
            reason = _crawl(source, study.config, keeper, job, memory, attend)
            result = _close(keeper, job, holder, memory, source.url, reason)
            save_alarms_of(store, job.run_id, source.url, book, ended=reason in BY_ITSELF)
        memory.close()
        send({"event": "seed", "counts": sink.counts, "notes": book.notes, **asdict(result)})
    return 0


def _close(
    keeper: Keeper, job: CrawlJob, holder: str, memory: SeedMemory, url: str, reason: str
) -> SeedResult:
    """Write the seed's line down, and end the job unless there is something to go on with."""
    store = keeper.store
    with store.writing() as conn:
        check_holder(conn, job.id, holder)
        keeper.count_what_is_kept()
        memory.settle(keeper.book, reason)
        result = seed_result(keeper.book, url, reason)
        save_progress(store, job.id, keeper.progress())
        save_seed(store, job.run_id, result, key=seed_of(store, job.id))
        save_rests(store, keeper.book.rests)
        put_off = reason != "limit" and keeper.frontier.postponed()
        if put_off:
            until = max(until for until, _ in keeper.book.rests.values())
            when = f"{until:%Y-%m-%d %H:%M} UTC"
            keeper.book.say(f"{put_off} requests wait: the next crawl after {when} goes on")
        if reason in BY_ITSELF and keeper.broken is None and not put_off:
            end_job(store, job.id)
            forget_requests(store, job.id)
        release(store, job.id, result.reason)
    return result


def _crawl(
    source: SourceSection, config: StudyConfig, keeper: Keeper, job: CrawlJob, memory: SeedMemory,
    attend: Attend,
) -> str:  # fmt: skip
    """Run the spider to its end; returns Scrapy's word for how it finished."""
    process = AsyncCrawlerProcess(job_settings(config))
    known = process.spider_loader.list()
    if source.source not in known:
        raise ConfigProblem(
            f"there is no source {source.source!r}", hint=f"one of: {', '.join(sorted(known))}"
        )
    crawler = process.create_crawler(source.source)
    attach_book(crawler, keeper.book)
    attach_keeper(crawler, keeper)
    if memory.pages is not None:
        attach_pages(crawler, memory.pages)
    attend(crawler)
    if job.progress:
        keeper.resumes = job.progress
    task = process.crawl(crawler, **spider_arguments(source, config.crawl.max_pages))
    _leave_out_of_collections()
    process.start()
    if task.done() and not task.cancelled():
        task.result()  # a spider that could not begin says so here
    return str(crawler.stats.get_value("finish_reason", "")) if crawler.stats else ""


def _leave_out_of_collections() -> None:
    """What start-up made lives as long as the process: the garbage collector need not look through it."""
    gc.collect()
    gc.freeze()


def main() -> int:
    """Read the job from stdin; keep stdout for events alone."""
    events = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # whatever else prints, prints to the log
    try:
        return run_job(json.loads(sys.stdin.read()), events)
    except CaifengError as error:
        for_good = isinstance(error, ConfigProblem | UsageProblem)
        events.write(json.dumps({"event": "error", "message": str(error), "for_good": for_good}) + "\n")
        return 1
    finally:
        events.close()


if __name__ == "__main__":
    sys.exit(main())
