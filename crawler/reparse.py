"""Reading kept pages again with today's parsers: no network, new versions where a parser reads better.

Only the newest page of each address is read, and nothing that is older than what a post says now is taken.
"""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from crawler.cleaning import clean_id
from crawler.config import SourceSection
from crawler.errors import UsageProblem
from crawler.ids import canonical_json, digest, native_post_id
from crawler.intake import Intake, Rules
from crawler.pages import Fetched, Page
from crawler.records import RawPost
from crawler.resume import seed_key
from crawler.snapshots.bodies import Bodies
from crawler.snapshots.expiry import drop_expired
from crawler.snapshots.reading import fetched_of, with_keys
from crawler.stages import Progress, silent
from crawler.store import Store
from crawler.store.ledger import Reject
from crawler.store.runs import Fingerprint, finish_run, start_run
from crawler.store.snapshots import Snapshot, iter_snapshots
from crawler.study import Study

REPARSE_VERSION = 1
GROUP = 32  # pages in one transaction
REREAD = Rules(live=False)
Reread = Callable[[str, Fetched, SourceSection | None], Page]


@dataclass(frozen=True, slots=True)
class ReparseReport:
    """What came of it. `counts`: posts new, changed, same, and so on as Intake counts.

    `pages` were read; `failed` could not be; `missing` have no body or no source any more. `lost` posts
    were found on their page by an earlier parser and not by today's; they stay as they were.
    """

    run_id: str
    pages: int = 0
    failed: int = 0
    missing: int = 0
    counts: Mapping[str, int] = field(default_factory=dict)
    lost: tuple[str, ...] = ()


def reparse(
    study: Study, read: Reread, versions: Mapping[str, str], *, only: str | None = None,
    dry_run: bool = False, progress: Progress = silent,
) -> ReparseReport:  # fmt: skip
    """Read the study's snapshots again (spiders.rereading has `read` and the `versions` of the parsers).

    `only` limits it to one source; `dry_run` counts and changes nothing. Raises UsageProblem when no page
    was kept.
    """
    with study.open() as store:
        drop_expired(store, study)
        total = _how_many(store, only)
        if not total:
            raise UsageProblem(
                f"no pages were kept{f' of source {only}' if only else ''}",
                where=str(study.folder),
                hint="caifeng crawl keeps them, unless study.toml says snapshots.keep = false",
            )
        asked = digest(canonical_json({"only": only, "parsers": dict(versions)}))
        run_id = start_run(store, Fingerprint("reparse", REPARSE_VERSION, asked, ""))
        try:
            found = _Reading(study, store, read, versions, run_id, dry_run).run(only, total, progress)
        except BaseException as error:
            finish_run(store, run_id, {}, status="failed", message=type(error).__name__)
            raise
        counts = {**found.counts, "lost": len(found.lost), "pages": found.pages}
        finish_run(store, run_id, counts, status="dry run" if dry_run else "done")
    return found


def _how_many(store: Store, only: str | None) -> int:
    sql = "SELECT count(DISTINCT url) FROM snapshots WHERE ? IS NULL OR source = ?"
    return int(store.value(sql, (only, only)))


class _DryRun(Exception):
    """Ends a group without keeping it."""


class _Reading:
    def __init__(
        self, study: Study, store: Store, read: Reread, versions: Mapping[str, str], run_id: str,
        dry_run: bool,
    ) -> None:  # fmt: skip
        self._study, self._store, self._read, self._versions = study, store, read, versions
        self._run_id, self._dry_run = run_id, dry_run
        self._seeds = {seed_key(source): source for source in study.config.sources}
        self._intakes: dict[tuple[str, str], Intake] = {}
        self._aliases: dict[tuple[str, str], str] = {}
        self._bodies = Bodies(study.folder)
        self._counts: Counter[str] = Counter(new=0, changed=0, same=0)
        self._pages: Counter[str] = Counter()
        self._lost: list[str] = []

    def run(self, only: str | None, total: int, progress: Progress) -> ReparseReport:
        group: list[Snapshot] = []
        for done, snapshot in enumerate(iter_snapshots(self._store, only, newest=True), 1):
            group.append(snapshot)
            if len(group) == GROUP:
                self._group(group)
                progress("pages", done, total)
                group = []
        self._group(group)
        progress("pages", total, total)
        self._bodies.close()
        pages = self._pages
        return ReparseReport(
            self._run_id, pages["read"], pages["failed"], pages["missing"], dict(self._counts),
            tuple(self._lost),
        )  # fmt: skip

    def _group(self, group: list[Snapshot]) -> None:
        try:
            with self._store.writing():
                for snapshot in group:
                    self._page(snapshot)
                if self._dry_run:
                    raise _DryRun
        except _DryRun:
            self._intakes.clear()

    def _page(self, snapshot: Snapshot) -> None:
        body = self._bodies.get(snapshot.body)
        if body is None or snapshot.source not in self._versions:
            self._pages["missing"] += 1
            return
        try:
            found = self._read(snapshot.source, fetched_of(snapshot, body), self._seed_of(snapshot))
        except Exception as error:  # noqa: BLE001 - one page that breaks a parser must not end the rest
            self._pages["failed"] += 1
            reason = f"page could not be read again ({type(error).__name__})"
            self._intake(snapshot).refuse([Reject(snapshot.url, reason, "")])
            return
        self._pages["read"] += 1
        self._save(snapshot, with_keys(found, snapshot.authors))

    def _save(self, snapshot: Snapshot, page: Page) -> None:
        self._aliases.update({(snapshot.source, name): own for name, own in page.aliases.items()})
        intake = self._intake(snapshot)
        before = Counter(intake.counts)
        intake.save(self._worth_taking(snapshot, page), snapshot_id=snapshot.id)
        self._counts.update({name: n - before[name] for name, n in intake.counts.items() if n > before[name]})
        sql = "SELECT id FROM posts WHERE snapshot_id = ? AND coalesce(last_run_id, '') <> ?"
        self._lost += [row["id"] for row in self._store.rows(sql, (snapshot.id, self._run_id))]

    def _worth_taking(self, snapshot: Snapshot, page: Page) -> list[RawPost]:
        """Posts of the page, but for those that a later page tells of; addresses as they were."""
        kept: list[RawPost] = []
        for post in page.posts:
            row = self._stored(post)
            if row is not None and row[0] != snapshot.id and row[1] > snapshot.fetched_at:
                self._counts["newer"] += 1
                continue
            url = post.url
            if url and any(token in url for token in snapshot.authors):  # it named the author
                url = row[2] if row else snapshot.url
            parent = post.parent_id and self._aliases.get((snapshot.source, post.parent_id), post.parent_id)
            kept.append(replace(post, url=url, parent_id=parent))
        return kept

    def _stored(self, post: RawPost) -> tuple[str | None, str, str | None] | None:
        """Snapshot, time and address of the post as it is stored; None where it is not, or has no number."""
        native = clean_id(post.native_id)
        if native is None:
            return None
        sql = "SELECT snapshot_id, fetched_at, url FROM posts WHERE id = ?"
        row = self._store.conn.execute(sql, (native_post_id(post.source, native),)).fetchone()
        return None if row is None else (row[0], row[1], row[2])

    def _seed_of(self, snapshot: Snapshot) -> SourceSection | None:
        rows = self._store.rows("SELECT seed_key FROM pages WHERE snapshot_id = ?", (snapshot.id,))
        return next((self._seeds[row["seed_key"]] for row in rows if row["seed_key"] in self._seeds), None)

    def _intake(self, snapshot: Snapshot) -> Intake:
        """One intake for each parser and time of collection: relative dates count from it."""
        key = (self._versions.get(snapshot.source, snapshot.source), snapshot.fetched_at)
        if key not in self._intakes:
            if len(self._intakes) >= GROUP:
                self._intakes.clear()
            self._intakes[key] = Intake(
                self._store, self._study.config, run_id=self._run_id, parser_version=key[0],
                fetched_at=key[1], rules=REREAD,
            )  # fmt: skip
        return self._intakes[key]
