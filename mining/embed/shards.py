"""Vectors on disk: float16 shards beside study.db, and the only writer of the table `vectors`."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from crawler.errors import MiningProblem
from crawler.ids import digest
from crawler.store.database import Store
from mining.embed.base import Vectors


def shard_folder(store: Store) -> Path:
    """Where the shards of this store lie."""
    return store.path.parent / "vectors"


def write_shard(store: Store, model: str, clause_ids: Sequence[str], vectors: Vectors) -> None:
    """Write one shard, then name its rows in the store: a kill in between leaves only an unused file."""
    folder = shard_folder(store)
    folder.mkdir(exist_ok=True)
    name = f"{digest(model, *clause_ids)}.npy"
    partial = folder / f"{name}.partial"
    with partial.open("wb") as handle:
        np.save(handle, vectors.astype(np.float16))
    partial.replace(folder / name)
    with store.writing() as conn:
        conn.executemany(
            "INSERT OR REPLACE INTO vectors (clause_id, model, shard, row) VALUES (?, ?, ?, ?)",
            [(clause, model, name, row) for row, clause in enumerate(clause_ids)],
        )


def read_vectors(store: Store, model: str, clause_ids: Sequence[str]) -> Vectors:
    """float32 rows in the order of `clause_ids`.

    Raises MiningProblem when a clause has no vector, or a shard is gone, broken or too short.
    """
    places = {
        row[0]: (row[1], row[2])
        for row in store.conn.execute("SELECT clause_id, shard, row FROM vectors WHERE model = ?", (model,))
    }
    missing = [clause for clause in clause_ids if clause not in places]
    if missing:
        raise MiningProblem(f"{len(missing)} clauses have no {model} vectors", hint="caifeng mine --force")
    if not clause_ids:
        return np.zeros((0, 0), dtype=np.float32)
    rows_needed: dict[str, int] = {}
    for shard, row in (places[clause] for clause in clause_ids):
        rows_needed[shard] = max(row + 1, rows_needed.get(shard, 0))
    shards = {name: _load(store, name, rows) for name, rows in sorted(rows_needed.items())}
    return np.vstack([shards[places[c][0]][places[c][1]] for c in clause_ids]).astype(np.float32)


def forget_broken(store: Store) -> int:
    """Take back the rows of shards that are gone, broken or too short, so that they are made anew.

    Returns how many rows.
    """
    ends = store.rows("SELECT shard, max(row) + 1 AS rows FROM vectors GROUP BY shard ORDER BY shard")
    broken = [row["shard"] for row in ends if not _is_whole(store, row["shard"], row["rows"])]
    with store.writing() as conn:
        return sum(conn.execute("DELETE FROM vectors WHERE shard = ?", (name,)).rowcount for name in broken)


def prune_shards(store: Store) -> int:
    """Delete the shard files that no row names any more; returns how many."""
    used = {row[0] for row in store.conn.execute("SELECT DISTINCT shard FROM vectors")}
    unused = [path for path in shard_folder(store).glob("*.npy*") if path.name not in used]
    for path in unused:
        path.unlink()
    return len(unused)


def _is_whole(store: Store, name: str, rows: int) -> bool:
    try:
        _load(store, name, rows)
    except MiningProblem:
        return False
    return True


def _load(store: Store, name: str, rows: int) -> Vectors:
    path = shard_folder(store) / name
    try:
        loaded: Vectors = np.load(path, mmap_mode="r", allow_pickle=False)
        if loaded.ndim != 2 or len(loaded) < rows:
            raise ValueError(f"its shape is {loaded.shape}, and {rows} rows are wanted")
    except (OSError, EOFError, ValueError) as error:
        raise MiningProblem(
            f"a shard of vectors cannot be read: {error}", where=str(path), hint="caifeng mine --force"
        ) from error
    return loaded
