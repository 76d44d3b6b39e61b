"""The stage contract: stages talk only through the store, and say what they read and write."""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from crawler.errors import CaifengError
from crawler.ids import canonical_json, digest
from crawler.store.database import Store
from crawler.store.runs import Fingerprint, finish_run, is_fresh, start_run

Progress = Callable[[str, int, int | None], None]


def silent(_label: str, _done: int, _total: int | None) -> None:
    """A progress sink that shows nothing."""


@dataclass(frozen=True, slots=True)
class StageContext:
    """What a stage gets: the store, its configuration, its run id, and where to report progress.

    `progress(label, done, total)` may be called often; total is None while unknown.
    """

    store: Store
    config: Mapping[str, Any]
    run_id: str
    progress: Progress = silent


class Stage(Protocol):
    """One step from tables to one set of tables. `writes` tables have no other writer."""

    name: str
    version: int
    reads: tuple[str, ...]
    writes: tuple[str, ...]

    def config(self, study: Any) -> Mapping[str, Any]:
        """The part of the study's configuration that the result depends on."""

    def model(self, study: Any) -> str | None:
        """Name and revision of the model used, if any."""

    def input_hash(self, store: Store) -> str:
        """Hash of everything read, independent of row order."""

    def run(self, context: StageContext) -> Mapping[str, Any]:
        """Do the work and return the counts. Idempotent: a killed run may be repeated."""


@dataclass(frozen=True, slots=True)
class StageResult:
    """How a stage ended: "done", "fresh" (nothing changed) or "would run" (dry run)."""

    stage: str
    status: str
    counts: Mapping[str, Any] = field(default_factory=dict)


def run_stage(
    stage: Stage,
    store: Store,
    study: Any,
    *,
    seed: int | None = None,
    force: bool = False,
    dry_run: bool = False,
    progress: Progress = silent,
) -> StageResult:
    """Run a stage unless its fingerprint says that nothing changed.

    A stage that fails leaves a run with status "failed" and what it had committed; the current
    results stay those of the last run that was done.
    """
    config = stage.config(study)
    mark = Fingerprint(
        stage.name,
        stage.version,
        digest(canonical_json(dict(config))),
        stage.input_hash(store),
        stage.model(study),
        seed,
    )
    if not force and is_fresh(store, mark):
        return StageResult(stage.name, "fresh")
    if dry_run:
        return StageResult(stage.name, "would run")
    run_id = start_run(store, mark)
    try:
        counts = stage.run(StageContext(store, config, run_id, progress))
    except BaseException as error:
        reason = str(error) if isinstance(error, CaifengError) else f"{type(error).__name__}: {error}"
        finish_run(store, run_id, {}, status="failed", message=reason)
        raise
    finish_run(store, run_id, counts)
    return StageResult(stage.name, "done", counts)


def table_hash(store: Store, query: str) -> str:
    """Hash of a query's rows in the order that the query gives (order by a stable key)."""
    state = hashlib.blake2b(digest_size=16)
    for row in store.conn.execute(query):
        state.update(repr(tuple(row)).encode("utf-8", "surrogatepass"))
    return state.hexdigest()
