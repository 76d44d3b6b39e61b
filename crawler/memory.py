"""What a seed remembers from crawl to crawl: its pages, its watermark, and what became of its posts."""

from collections import Counter
from dataclasses import dataclass, replace

from crawler.config import SourceSection
from crawler.delta import Delta
from crawler.gone import Seed, count_known, mark_missing, note_missing_pages
from crawler.manners.book import CrawlBook
from crawler.modes import reads_all
from crawler.outcome import only_missing_pages
from crawler.pages import PostBatch
from crawler.privacy import pseudonymiser_for
from crawler.resume import seed_key
from crawler.snapshots.expiry import drop_expired
from crawler.snapshots.keep import PageKeeper
from crawler.store import Store
from crawler.store.jobs import CrawlJob
from crawler.store.snapshots import SKIPPED, save_page
from crawler.study import Study

COMPLETE = "complete"


@dataclass(slots=True)
class SeedMemory:
    """The pages of a seed while it is crawled. `pages` is None where the study keeps none."""

    store: Store
    seed: Seed
    pages: PageKeeper | None
    delta: Delta | None

    def keep(self, batch: PostBatch, parser_version: str) -> str | None:
        """Keep the page of a batch; returns the snapshot that its posts were read from."""
        if self.pages is None:
            return None
        if batch.unchanged is not None:
            return self.pages.unchanged(batch.unchanged, batch.stated)
        return self.pages.save(batch.taken, parser_version) if batch.taken is not None else None

    def before_commit(self) -> None:
        """Write what was left out, and make the bodies safe."""
        if self.pages is None:
            return
        for url, stated in self.delta.skipped.items() if self.delta else ():
            known = self.pages.known(url)
            if known is not None and known.run_id != self.seed.run_id:
                skipped = replace(known, status=SKIPPED, stated=stated, run_id=self.seed.run_id)
                save_page(self.store, self.seed.key, skipped)
        self.pages.flush()

    @property
    def counts(self) -> Counter[str]:
        """What became of the pages, and how many posts are gone."""
        return self.pages.counts if self.pages is not None else Counter()

    def settle(self, book: CrawlBook, finish_reason: str) -> None:
        """At the end of a crawl, in the transaction that ends it: mark what is gone, count what stands."""
        if self.pages is None:
            return
        self.before_commit()
        note_missing_pages(self.store, self.seed)
        if book.unread:
            book.known = count_known(self.store, self.seed)
        if only_missing_pages(book, finish_reason):
            gone = mark_missing(self.store, self.seed, newest_first=book.newest_first)
            self.counts.update({"gone": gone} if gone else {})
        for note in self.pages.notes:
            book.say(note)

    def close(self) -> None:
        """Close the file of bodies."""
        if self.pages is not None:
            self.pages.close()


def memory_of(store: Store, study: Study, source: SourceSection, job: CrawlJob) -> SeedMemory:
    """What is remembered of a seed; of a job that is to `read_all`, without the watermark."""
    key = seed_key(source)
    seed = Seed(key, job.run_id, job.id)
    drop_expired(store, study)
    if not study.config.snapshots.keep:
        return SeedMemory(store, seed, None, None)
    pages = PageKeeper(
        store, study.folder, study.config, run_id=job.run_id, seed_key=key, authors=pseudonymiser_for(store)
    )
    known = _was_complete(store, seed, source.url) and not reads_all(store, job)
    delta = Delta(store, pages, recheck_days=study.config.crawl.recheck_days) if known else None
    return SeedMemory(store, seed, pages, delta)


def _was_complete(store: Store, seed: Seed, url: str) -> bool:
    """Whether the last crawl of the seed before this one read everything: only then is older ground known."""
    sql = (
        "SELECT seeds.reason FROM crawl_jobs JOIN seeds ON seeds.run_id = crawl_jobs.run_id AND seeds.url = ?"
        " WHERE crawl_jobs.seed_key = ? AND crawl_jobs.id <> ? ORDER BY crawl_jobs.id DESC LIMIT 1"
    )
    reason = store.value(sql, (url, seed.key, seed.job_id))
    return reason is not None and str(reason).startswith(COMPLETE)
