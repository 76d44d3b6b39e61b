"""Forgetting an author, a source or a post: everywhere in the study, for good, and said in the ledger.

What is forgotten stays forgotten: later imports and crawls do not bring an author or a post back. The
ledger says how much went, not what.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from crawler.errors import UsageProblem
from crawler.snapshots.expiry import drop_unnamed
from crawler.snapshots.people import is_author_key
from crawler.store import Store
from crawler.store.ledger import forget_rejects
from crawler.store.posts import delete_posts, unlink_snapshots
from crawler.store.runs import Fingerprint, finish_run, start_run
from crawler.store.snapshots import delete_snapshots
from crawler.store.tombstones import AUTHOR, POST, bury
from crawler.study import Study

FORGET_VERSION = 1
Mined = Callable[[Store, Iterable[str]], Callable[[], dict[str, int]]]


@dataclass(frozen=True, slots=True)
class Wanted:
    """One of: an author's key, a source's name (or its beginning up to ":"), a post's id."""

    author: str | None = None
    source: str | None = None
    post: str | None = None

    def __post_init__(self) -> None:
        """Raises UsageProblem unless exactly one is given, and in its form."""
        if sum(value is not None for value in (self.author, self.source, self.post)) != 1:
            raise UsageProblem("say what to forget: an author, a source or a post, one of them")
        if self.author is not None and not is_author_key(self.author):
            raise UsageProblem(
                "is no author key", where="--author", hint="a and 20 hex digits; see caifeng search"
            )


@dataclass(frozen=True, slots=True)
class Forgotten:
    """How much went, or would go: posts, versions, snapshots, clauses, vectors, evidence, findings."""

    counts: dict[str, int] = field(default_factory=dict)
    dry_run: bool = False


def forget(study: Study, wanted: Wanted, mined: Mined, *, dry_run: bool = False) -> Forgotten:
    """Forget, in one transaction; `mined` (mining.forgetting.prepare) sees to what was mined.

    The space of what is gone is overwritten. Raises UsageProblem when there is nothing of the kind.
    """
    with study.open() as store:
        store.conn.execute("PRAGMA secure_delete = ON")
        try:
            with store.writing():
                counts = _forget(store, wanted, mined)
                if dry_run:
                    raise _DryRun(counts)
                run_id = start_run(store, Fingerprint("forget", FORGET_VERSION, "", ""))
                finish_run(store, run_id, counts, message=_what(wanted))
        except _DryRun as found:
            return Forgotten(found.counts, dry_run=True)
        counts["bodies"] = drop_unnamed(store, study)
        # the index keeps what was deleted until its parts are merged
        store.conn.execute("INSERT INTO search (search) VALUES ('optimize')")
        store.conn.execute("VACUUM")
        store.conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return Forgotten(counts)


class _DryRun(Exception):
    """Ends the transaction without keeping it."""

    def __init__(self, counts: dict[str, int]) -> None:
        super().__init__("dry run")
        self.counts = counts


def _forget(store: Store, wanted: Wanted, mined: Mined) -> dict[str, int]:
    where, parameters = _condition(wanted)
    chosen = f"SELECT id FROM posts WHERE {where}"  # noqa: S608 - fixed fragments
    posts = [row["id"] for row in store.rows(chosen, parameters)]
    snapshots = _snapshots(store, wanted, where, parameters)
    if not posts and not snapshots:
        raise UsageProblem("there is nothing of it in this study", where=str(store.path))
    worded = f"SELECT count(*) FROM post_versions WHERE post_id IN ({chosen})"  # noqa: S608 - fixed fragments
    versions = store.value(worded, parameters)
    rejects = forget_rejects(store, f"SELECT url FROM posts WHERE {where}", parameters)  # noqa: S608 - fixed
    after = mined(store, posts)
    if wanted.author is not None:
        bury(store, AUTHOR, [wanted.author])
    elif wanted.post is not None:
        bury(store, POST, posts)
    delete_posts(store, posts)
    delete_snapshots(store, snapshots)
    unlink_snapshots(store)
    own = {"posts": len(posts), "versions": versions, "snapshots": len(snapshots), "rejects": rejects}
    found = {**own, **after()}
    return {name: number for name, number in found.items() if number}


def _condition(wanted: Wanted) -> tuple[str, tuple[str, ...]]:
    if wanted.author is not None:
        return "author_key = ?", (wanted.author,)
    if wanted.post is not None:
        return "id = ?", (wanted.post,)
    return "(source = ? OR substr(source, 1, length(?) + 1) = ? || ':')", (wanted.source or "",) * 3


def _snapshots(store: Store, wanted: Wanted, where: str, parameters: tuple[str, ...]) -> list[str]:
    """Every page on which it may stand.

    These are all takings of the addresses where it was read, pages that name the author, and, since nobody
    can look for a key in them, all raw pages of the sources concerned.
    """
    now = f"SELECT snapshot_id FROM posts WHERE {where}"  # noqa: S608 - fixed fragments
    chosen = f"SELECT id FROM posts WHERE {where}"  # noqa: S608 - fixed fragments
    ever = f"SELECT snapshot_id FROM post_versions WHERE post_id IN ({chosen})"  # noqa: S608 - fixed fragments
    read_at = f"SELECT url FROM snapshots WHERE id IN ({now}) OR id IN ({ever})"  # noqa: S608 - fixed fragments
    conditions = [f"url IN ({read_at})"]
    values: list[str] = [*parameters, *parameters]
    if wanted.author is not None:
        conditions.append("instr(authors, ?) > 0")
        values.append(wanted.author)
        concerned = f"SELECT source FROM snapshots WHERE url IN ({read_at})"  # noqa: S608 - fixed fragments
        conditions.append(f"raw = 1 AND source IN ({concerned})")
        values += [*parameters, *parameters]
    if wanted.source is not None:
        conditions.append("source = ?")
        values.append(wanted.source)
    sql = f"SELECT id FROM snapshots WHERE {' OR '.join(f'({c})' for c in conditions)}"  # noqa: S608 - ours
    return [row["id"] for row in store.rows(sql, values)]


def _what(wanted: Wanted) -> str:
    if wanted.author is not None:
        return "an author"
    return "a post" if wanted.post is not None else f"source {wanted.source}"
