"""Keeping pages while a crawl runs: scrubbed, packed, and joined to the transaction of their posts.

The one way in is `PageKeeper.save`, for pages fetched plainly and for pages that a browser built.
"""

from collections import Counter
from pathlib import Path

from crawler.clock import now_iso
from crawler.config import StudyConfig
from crawler.ids import digest
from crawler.pages import TakenPage
from crawler.privacy import Pseudonymiser
from crawler.snapshots.bodies import Bodies
from crawler.snapshots.scrub import Scrubbed, scrub
from crawler.store import Store
from crawler.store.snapshots import KnownPage, Snapshot, get_snapshot, known_page, save_page, save_snapshot

KEPT_HEADERS = frozenset(
    ("content-type", "content-language", "etag", "last-modified", "link", "x-wp-total", "x-wp-totalpages")
)
MEGABYTE = 1024 * 1024
TEXTS = ("html", "xml", "json", "text/")


class PageKeeper:
    """Keeps the pages of one seed in one run. `counts` say what became of them."""

    def __init__(
        self, store: Store, folder: Path, config: StudyConfig, *, run_id: str, seed_key: str,
        authors: Pseudonymiser,
    ) -> None:  # fmt: skip
        self._store, self._run_id, self._seed_key = store, run_id, seed_key
        self._authors, self._wishes, self._masking = authors, config.snapshots, config.privacy.mask
        self._bodies = Bodies(folder)
        self._room = config.snapshots.max_total_mb * MEGABYTE - self._bodies.size
        self.counts: Counter[str] = Counter()
        self.notes: list[str] = []

    def save(self, page: TakenPage, parser_version: str) -> str | None:
        """Keep a page that was read; returns the snapshot's id, None where it is not kept.

        Joins the caller's transaction. A page that says what it said before is not kept twice.
        """
        reason = self._refusal(page)
        if reason:
            self.counts[reason] += 1
            self._note(page, None)
            return None
        raw = self._wishes.raw
        kept = (
            Scrubbed(page.fetched.body, page.fetched.headers.get("content-type", ""), {})
            if raw
            else scrub(page, self._authors, masking=self._masking)
        )
        name = self._bodies.put(kept.body)
        known = known_page(self._store, self._seed_key, page.fetched.url)
        before = get_snapshot(self._store, known.snapshot_id) if known else None
        if before and (before.body, before.raw, before.parser_version) == (name, raw, parser_version):
            self.counts["pages.same"] += 1
            snapshot_id = before.id
        else:
            snapshot_id = self._new(page, kept, name, parser_version)
        self._note(page, snapshot_id)
        return snapshot_id

    def unchanged(self, url: str, stated: str | None = None) -> str | None:
        """The server said that a page is as it was (304); returns the snapshot that stands for it."""
        known = known_page(self._store, self._seed_key, url)
        if known is None:
            return None
        self.counts["pages.unchanged"] += 1
        page = KnownPage(url, known.snapshot_id, 304, known.etag, known.last_modified, stated, self._run_id)
        save_page(self._store, self._seed_key, page)
        return known.snapshot_id

    def stored(self, url: str) -> tuple[KnownPage, Snapshot, bytes] | None:
        """What was kept of an address: its page, snapshot and body; None where anything of it is missing."""
        known = known_page(self._store, self._seed_key, url)
        snapshot = get_snapshot(self._store, known.snapshot_id) if known else None
        body = self._bodies.get(snapshot.body) if snapshot else None
        return (known, snapshot, body) if known and snapshot and body is not None else None

    def known(self, url: str) -> KnownPage | None:
        """What is known of an address."""
        return known_page(self._store, self._seed_key, url)

    def flush(self) -> None:
        """Make the bodies safe; to be called before the transaction that names them is committed."""
        self._bodies.flush()

    def close(self) -> None:
        """Close the file of bodies."""
        self._bodies.close()

    def _new(self, page: TakenPage, kept: Scrubbed, name: str, parser_version: str) -> str:
        headers = {key: value for key, value in page.fetched.headers.items() if key in KEPT_HEADERS}
        fetched_at = page.fetched.now.isoformat(timespec="seconds")
        snapshot = Snapshot(
            id="s" + digest(page.fetched.url, fetched_at, name), url=page.fetched.url, source=page.source,
            parser_version=parser_version, status=page.status,
            headers={**headers, "content-type": kept.content_type}, hints=page.fetched.hints,
            authors=kept.keys, fetched_at=fetched_at, run_id=self._run_id, raw=self._wishes.raw,
            size=len(kept.body), body=name,
        )  # fmt: skip
        save_snapshot(self._store, snapshot)
        self._room -= len(kept.body) // 5
        self.counts["pages.kept"] += 1
        return snapshot.id

    def _note(self, page: TakenPage, snapshot_id: str | None) -> None:
        headers = page.fetched.headers
        etag, modified = (headers.get("etag"), headers.get("last-modified")) if snapshot_id else (None, None)
        known = KnownPage(
            page.fetched.url, snapshot_id, page.status, etag, modified, page.stated, self._run_id, now_iso()
        )
        save_page(self._store, self._seed_key, known)

    def _refusal(self, page: TakenPage) -> str | None:
        said = page.fetched.headers.get("content-type", "").lower()
        if said and not any(word in said for word in TEXTS):
            return "pages.no_text"
        if len(page.fetched.body) > self._wishes.max_page_kb * 1024:
            return "pages.too_large"
        if self._room <= 0:
            note = f"snapshots take {self._wishes.max_total_mb} MB: no more are kept (snapshots.max_total_mb)"
            if note not in self.notes:
                self.notes.append(note)
            return "pages.no_room"
        return None
