"""Vectors on disk: written whole, read in the order asked for, swept when nobody names them."""

from pathlib import Path

import numpy as np
import pytest

from crawler.errors import MiningProblem
from crawler.store import Store
from mining.embed.base import unit_rows
from mining.embed.shards import forget_broken, prune_shards, read_vectors, shard_folder, write_shard
from tests.builders import add_clauses, make_post, save

MODEL = "test/1"


@pytest.fixture
def clauses(store: Store) -> list[str]:
    """Ids of five stored clauses."""
    posts = [make_post(number, f"dryer {number} is broken") for number in range(5)]
    save(store, *posts)
    return [clause for post in posts for clause in add_clauses(store, post, post.text)]


def some_vectors(count: int, seed: int = 3) -> np.ndarray:
    return unit_rows(np.random.default_rng(seed).normal(size=(count, 8)).astype(np.float32))


def files(store: Store) -> list[Path]:
    return sorted(shard_folder(store).iterdir())


def test_what_was_written_is_read_in_the_order_asked_for(store: Store, clauses: list[str]) -> None:
    vectors = some_vectors(5)
    write_shard(store, MODEL, clauses[:3], vectors[:3])
    write_shard(store, MODEL, clauses[3:], vectors[3:])

    order = [4, 0, 2, 3, 1]
    read = read_vectors(store, MODEL, [clauses[at] for at in order])

    assert read.dtype == np.float32
    assert np.array_equal(read, vectors[order].astype(np.float16).astype(np.float32))
    assert np.abs(read - vectors[order]).max() < 1e-3
    assert len(files(store)) == 2


def test_vectors_of_two_models_are_kept_apart(store: Store, clauses: list[str]) -> None:
    write_shard(store, MODEL, clauses, some_vectors(5, seed=1))
    write_shard(store, "test/2", clauses, some_vectors(5, seed=2))

    assert not np.array_equal(read_vectors(store, MODEL, clauses), read_vectors(store, "test/2", clauses))
    assert len(files(store)) == 2


def test_nothing_asked_nothing_read(store: Store, clauses: list[str]) -> None:
    assert read_vectors(store, MODEL, []).shape[0] == 0


def test_a_clause_without_a_vector_is_said_with_what_to_do(store: Store, clauses: list[str]) -> None:
    write_shard(store, MODEL, clauses[:2], some_vectors(2))

    with pytest.raises(MiningProblem, match="3 clauses have no test/1 vectors") as caught:
        read_vectors(store, MODEL, clauses)
    assert "mine --force" in str(caught.value)
    with pytest.raises(MiningProblem):
        read_vectors(store, "test/2", clauses[:1])


@pytest.mark.parametrize("content", [b"", b"not a shard", b"\x93NUMPY\x01\x00v\x00{'descr': '<f2'"])
def test_a_broken_shard_is_named(store: Store, clauses: list[str], content: bytes) -> None:
    write_shard(store, MODEL, clauses, some_vectors(5))
    [path] = files(store)
    path.write_bytes(content)

    with pytest.raises(MiningProblem) as caught:
        read_vectors(store, MODEL, clauses)
    assert path.name in str(caught.value)


def test_a_shard_cut_short_is_named(store: Store, clauses: list[str]) -> None:
    write_shard(store, MODEL, clauses, some_vectors(5))
    [path] = files(store)
    path.write_bytes(path.read_bytes()[:-10])

    with pytest.raises(MiningProblem):
        read_vectors(store, MODEL, clauses)


def test_a_shard_with_too_few_rows_is_named(store: Store, clauses: list[str]) -> None:
    write_shard(store, MODEL, clauses, some_vectors(5))
    [path] = files(store)
    np.save(path, some_vectors(2).astype(np.float16))

    with pytest.raises(MiningProblem):
        read_vectors(store, MODEL, clauses)


def test_a_lost_shard_is_named(store: Store, clauses: list[str]) -> None:
    write_shard(store, MODEL, clauses, some_vectors(5))
    [path] = files(store)
    path.unlink()

    with pytest.raises(MiningProblem) as caught:
        read_vectors(store, MODEL, clauses)
    assert path.name in str(caught.value)


def test_a_shard_with_code_inside_is_not_run(store: Store, clauses: list[str]) -> None:
    write_shard(store, MODEL, clauses, some_vectors(5))
    [path] = files(store)
    np.save(path, np.array([{"run": "me"}], dtype=object), allow_pickle=True)

    with pytest.raises(MiningProblem):
        read_vectors(store, MODEL, clauses)


def test_only_unnamed_files_are_swept(store: Store, clauses: list[str]) -> None:
    write_shard(store, MODEL, clauses[:3], some_vectors(3))
    write_shard(store, MODEL, clauses[3:], some_vectors(2))
    folder = shard_folder(store)
    (folder / "left-by-a-kill.npy.partial").write_bytes(b"half")
    (folder / "notes.txt").write_text("not ours")
    with store.writing() as conn:
        conn.execute(
            "DELETE FROM posts WHERE id IN (SELECT post_id FROM clauses WHERE id IN (?, ?)) ", clauses[3:]
        )

    assert prune_shards(store) == 2
    assert prune_shards(store) == 0
    assert len(files(store)) == 2
    assert read_vectors(store, MODEL, clauses[:3]).shape == (3, 8)


def test_a_shard_is_kept_while_one_of_its_rows_is_named(store: Store, clauses: list[str]) -> None:
    write_shard(store, MODEL, clauses, some_vectors(5))
    with store.writing() as conn:
        conn.execute("DELETE FROM vectors WHERE clause_id <> ?", (clauses[2],))

    assert prune_shards(store) == 0
    assert np.array_equal(
        read_vectors(store, MODEL, [clauses[2]]), some_vectors(5)[[2]].astype(np.float16).astype(np.float32)
    )


def test_sweeping_before_anything_was_written(store: Store, clauses: list[str]) -> None:
    assert prune_shards(store) == 0


def test_a_kill_between_file_and_rows_leaves_only_an_unused_file(store: Store, clauses: list[str]) -> None:
    with pytest.raises(Exception, match="FOREIGN KEY"):
        write_shard(store, MODEL, [*clauses, "a clause that is gone"], some_vectors(6))

    assert store.value("SELECT count(*) FROM vectors") == 0
    assert prune_shards(store) == 1


def test_the_same_clauses_written_again_replace_their_shard(store: Store, clauses: list[str]) -> None:
    write_shard(store, MODEL, clauses, some_vectors(5, seed=1))
    write_shard(store, MODEL, clauses, some_vectors(5, seed=2))

    assert len(files(store)) == 1
    assert np.allclose(read_vectors(store, MODEL, clauses), some_vectors(5, seed=2), atol=1e-3)


def test_rows_of_a_broken_or_lost_shard_are_taken_back_and_no_others(
    store: Store, clauses: list[str]
) -> None:
    write_shard(store, MODEL, clauses[:2], some_vectors(2))
    whole = files(store)
    write_shard(store, MODEL, clauses[2:4], some_vectors(2))
    write_shard(store, MODEL, clauses[4:], some_vectors(1))
    broken, lost = (path for path in files(store) if path not in whole)
    broken.write_bytes(b"not a shard")
    lost.unlink()

    assert forget_broken(store) == 3
    assert forget_broken(store) == 0
    assert read_vectors(store, MODEL, clauses[:2]).shape == (2, 8)
    with pytest.raises(MiningProblem, match="3 clauses have no"):
        read_vectors(store, MODEL, clauses)
