"""The only writer of runs and current_runs: who did what, from which input, with what result."""

import json
from collections.abc import Mapping
from dataclasses import astuple, dataclass
from typing import Any

from crawler.clock import now_iso
from crawler.ids import digest
from crawler.store.database import Store


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """What a run depended on: equal fingerprints mean that nothing changed."""

    stage: str
    stage_version: int
    config_hash: str
    input_hash: str
    model: str | None = None
    seed: int | None = None


def start_run(store: Store, mark: Fingerprint) -> str:
    """Open a run and return its id. It counts for nothing until `finish_run` says "done"."""
    with store.writing() as conn:
        run_id = _new_id(store, mark)
        conn.execute(
            "INSERT INTO runs (id, stage, stage_version, config_hash, input_hash, model, seed, started_at,"
            " status) VALUES (?, ?, ?, ?, ?, ?, ?, ?, 'running')",
            (
                run_id, mark.stage, mark.stage_version, mark.config_hash, mark.input_hash, mark.model,
                mark.seed, now_iso(),
            ),
        )  # fmt: skip
    return run_id


def _new_id(store: Store, mark: Fingerprint) -> str:
    """The same work on the same input has the same id on every machine; a repetition has the next one."""
    parts = [str(part) for part in astuple(mark)]
    earlier = store.value(
        "SELECT count(*) FROM runs WHERE stage = ? AND config_hash = ? AND input_hash = ?",
        (mark.stage, mark.config_hash, mark.input_hash),
    )
    return f"r{digest(*parts, str(earlier))}"


def reopen_run(store: Store, run_id: str) -> None:
    """An interrupted run goes on."""
    with store.writing() as conn:
        conn.execute(
            "UPDATE runs SET status = 'running', ended_at = NULL, message = NULL WHERE id = ?", (run_id,)
        )


def finish_run(
    store: Store, run_id: str, counts: Mapping[str, Any], *, status: str = "done", message: str | None = None
) -> None:
    """Close a run; a run that is "done" becomes the current one of its stage."""
    with store.writing() as conn:
        conn.execute(
            "UPDATE runs SET ended_at = ?, status = ?, counts = ?, message = ? WHERE id = ?",
            (now_iso(), status, json.dumps(dict(counts), ensure_ascii=False), message, run_id),
        )
        if status == "done":
            conn.execute(
                "INSERT INTO current_runs (stage, run_id) SELECT stage, id FROM runs WHERE id = ?"
                " ON CONFLICT (stage) DO UPDATE SET run_id = excluded.run_id",
                (run_id,),
            )


def current_run(store: Store, stage: str) -> str | None:
    """Id of the run whose results are in force for a stage."""
    found = store.value("SELECT run_id FROM current_runs WHERE stage = ?", (stage,))
    return None if found is None else str(found)


def is_fresh(store: Store, mark: Fingerprint) -> bool:
    """Whether the stage's current run has this very fingerprint."""
    row = store.rows(
        "SELECT runs.* FROM current_runs JOIN runs ON runs.id = run_id WHERE current_runs.stage = ?",
        (mark.stage,),
    )
    return bool(row) and all(
        row[0][name] == getattr(mark, name)
        for name in ("stage_version", "config_hash", "input_hash", "model", "seed")
    )


def list_runs(store: Store) -> list[dict[str, Any]]:
    """Every run, oldest first, counts decoded."""
    rows = store.rows("SELECT * FROM runs ORDER BY started_at, rowid")
    return [{**dict(row), "counts": json.loads(row["counts"])} for row in rows]
