"""Asking a crawl job to pause, go on or stop, from another process: a row in the store that the job reads."""

from crawler.errors import CrawlProblem, UsageProblem
from crawler.jobs.background import start
from crawler.jobs.listing import JobView, progress
from crawler.store.jobs import seed_of
from crawler.store.leases import Wish, wish
from crawler.study import Study

WISHES = ("pause", "resume", "stop")


def ask(study: Study, job_id: int, wanted: str) -> str:
    """Ask a job to "pause", "resume" or "stop"; returns one sentence about what happens now.

    A job at work follows within about a second of its present request. "resume" of a job that nobody
    works on (stopped, interrupted, dead) starts a process for it in the background. Raises CrawlProblem
    when there is no such job or it cannot follow, UsageProblem for another word.
    """
    if wanted not in WISHES:
        raise UsageProblem(f"a job cannot {wanted!r}", hint=", ".join(WISHES))
    with study.open() as store:
        view = progress(store, job_id)
        if view.at_work:
            meant: Wish = {"pause": "pause", "resume": "run", "stop": "stop"}[wanted]  # type: ignore[assignment]
            wish(store, job_id, meant)
            return f"job {job_id} ({view.url}) is asked to {wanted}"
        key = seed_of(store, job_id)
    if wanted != "resume":
        raise CrawlProblem(f"job {job_id} is not at work ({view.state}), so it cannot {wanted}")
    return _start_again(study, view, key)


def _start_again(study: Study, view: JobView, key: str) -> str:
    if not view.resumable:
        raise CrawlProblem(
            f"job {view.id} came to its end ({view.reason})",
            hint=f"caifeng crawl --study {study.folder} begins anew",
        )
    handle = start(study, only=key)
    return f"job {view.id} ({view.url}) goes on in the background, process {handle.pid}"
