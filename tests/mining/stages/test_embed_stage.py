"""The embed stage: every clause that may become evidence has a vector, made once."""

import shutil

import numpy as np
import pytest

from crawler.errors import MiningProblem
from crawler.stages import run_stage
from crawler.store import Store
from crawler.study import Study
from mining.embed.registry import load_embedder
from mining.embed.shards import read_vectors, shard_folder
from mining.stages.embed import EmbedStage
from tests.builders import add_clauses, make_post, save

TEXTS = ["the dryer eats coins", "烘干机吞硬币", "please open on Sundays", "亲切的店员"]


def fill(store: Store, texts: list[str] = TEXTS) -> list[str]:
    """Ids of stored clauses; the last one only praises."""
    posts = [make_post(text, text) for text in texts]
    save(store, *posts)
    types = [("pain",), ("pain", "scenario"), ("need",), ("praise",)]
    return [
        clause
        for post, said in zip(posts, types, strict=False)
        for clause in add_clauses(store, post, post.text, types=said)
    ]


def test_clauses_that_may_be_evidence_get_the_embedders_vectors(store: Store, study: Study) -> None:
    ids = fill(store)
    result = run_stage(EmbedStage(), store, study)

    embedder = load_embedder(study.config.mining.embedder)
    assert (result.counts["vectors"], result.counts["made"], result.counts["lost"]) == (3, 3, 0)
    read = read_vectors(store, embedder.model, ids[:3])
    assert np.array_equal(read, embedder.encode(TEXTS[:3]).astype(np.float16).astype(np.float32))
    with pytest.raises(MiningProblem):
        read_vectors(store, embedder.model, ids[3:])


def test_only_new_clauses_are_encoded(store: Store, study: Study) -> None:
    fill(store, TEXTS[:2])
    run_stage(EmbedStage(), store, study)
    assert run_stage(EmbedStage(), store, study).status == "fresh"

    fill(store)
    assert run_stage(EmbedStage(), store, study).counts["made"] == 1


def test_lost_vectors_are_made_again_by_force(store: Store, study: Study) -> None:
    ids = fill(store)
    run_stage(EmbedStage(), store, study)
    model = load_embedder(study.config.mining.embedder).model
    before = read_vectors(store, model, ids[:3])
    shutil.rmtree(shard_folder(store))

    with pytest.raises(MiningProblem, match="--force"):
        read_vectors(store, model, ids[:3])
    result = run_stage(EmbedStage(), store, study, force=True)

    assert (result.counts["lost"], result.counts["made"]) == (3, 3)
    assert np.array_equal(read_vectors(store, model, ids[:3]), before)


def test_files_that_nobody_names_are_swept(store: Store, study: Study) -> None:
    fill(store)
    shard_folder(store).mkdir()
    (shard_folder(store) / "old.npy").write_bytes(b"")

    assert run_stage(EmbedStage(), store, study).counts["shards_pruned"] == 1


def test_a_study_without_clauses_has_no_vectors(store: Store, study: Study) -> None:
    assert run_stage(EmbedStage(), store, study).counts["vectors"] == 0
