"""Which crawls of a study go on, which begin anew, and which are over: decided before a process starts."""

from collections.abc import Sequence
from dataclasses import dataclass

from crawler.config import SourceSection
from crawler.ids import canonical_json, digest
from crawler.store import Store
from crawler.store.frontier import forget_given_up
from crawler.store.jobs import CrawlJob, end_job, interrupted_job, job_of, register_job
from crawler.store.runs import Fingerprint, reopen_run, start_run

FRONTIER_VERSION = 1  # raised when what a crawl keeps for its successor changes: it then starts anew


@dataclass(frozen=True, slots=True)
class Step:
    """One source and its job. `over` when an interrupted run had crawled it to its end already."""

    source: SourceSection
    job: CrawlJob
    over: bool


def plan_steps(
    store: Store, sources: Sequence[SourceSection], mark: Fingerprint, *, anew: bool = False
) -> tuple[str, list[Step]]:
    """The run to write under, and what is to do for each source.

    An interrupted seed goes on under the run that it belongs to, so that posts are numbered as if
    nothing had happened; the sources which that run had finished are not crawled again. Without an
    interruption, or with `anew`, everything begins under a new run.
    """
    keys = [seed_key(source) for source in sources]
    found = {key: job for key in keys if (job := interrupted_job(store, key))}
    if anew:
        for job in found.values():
            end_job(store, job.id)
        found = {}
    run_id = max(found.values(), key=lambda job: job.id).run_id if found else start_run(store, mark)
    for other in {job.run_id for job in found.values()}:
        reopen_run(store, other)
    steps = []
    for source, key in zip(sources, keys, strict=True):
        job = found.get(key) or job_of(store, run_id, key)
        over = job is not None and job.state != "open"
        if job is None:
            job = register_job(store, run_id, key, source.source, source.url)
        steps.append(Step(source, job, over))
    forget_given_up(store)
    return run_id, steps


def seed_key(source: SourceSection) -> str:
    """What makes two crawls the same crawl: all that is asked of the source, but for the limit."""
    return digest(canonical_json(source.model_dump(exclude={"limit"})), str(FRONTIER_VERSION))
