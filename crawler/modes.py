"""Whether a crawl reads everything again: kept with its job, so that it holds after an interruption too."""

from crawler.store import Store
from crawler.store.frontier import Frontier
from crawler.store.jobs import CrawlJob

MODE, FULL = "mode", "full"  # kind and key of a note in crawl_memory


def read_all(store: Store, job: CrawlJob) -> None:
    """Let a job read everything again, whatever an earlier crawl knows."""
    Frontier(store, job.id).remember([(MODE, FULL, "")])


def reads_all(store: Store, job: CrawlJob) -> bool:
    """Whether a job was told to read everything again."""
    sql = "SELECT 1 FROM crawl_memory WHERE job_id = ? AND kind = ? AND key = ?"
    return store.value(sql, (job.id, MODE, FULL)) is not None
