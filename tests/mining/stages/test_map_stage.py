"""Stage "map" on a small study: what it writes, how it is repeated, what changes nothing."""

import json
from pathlib import Path
from typing import Any

import pytest

from crawler.records import Post
from crawler.stages import StageResult, run_stage
from crawler.store import Store
from crawler.store.runs import current_run
from crawler.study import Study, init_study
from mining.mappers.tag_shares import load_category_shares
from mining.stages.map import KEPT_RUNS, MapStage
from mining.taxonomy import load_taxonomy
from tests.builders import FindingSpec, add_clauses, discover, make_post, save

QUEUE = "排隊排了快一個鐘頭"
WAIT = "We stood in line for an hour"
MALL = "积分商城换不到想要的"


@pytest.fixture
def cafe(tmp_path: Path) -> Study:
    return init_study(tmp_path / "cafe", domains=["restaurant", "membership"])


def fill(store: Store, *extra: Post, reverse: bool = False) -> list[Post]:
    """Three people in a queue, one of them unhappy with the rewards mall, and whatever else is given."""
    posts = [
        make_post(1, QUEUE, author_key="ann"),
        make_post(2, WAIT, author_key="bo"),
        make_post(3, f"{WAIT}. {MALL}", author_key="cy"),
        *extra,
    ]
    save(store, *(posts[::-1] if reverse else posts))
    quotes = [(posts[0], QUEUE), (posts[1], WAIT), (posts[2], WAIT), (posts[2], MALL)]
    for post, quote in quotes[::-1] if reverse else quotes:
        add_clauses(store, post, quote, polarity=-0.9)
    discover(
        store,
        FindingSpec("f1", quotes=[(posts[0], QUEUE), (posts[1], WAIT), (posts[2], MALL)]),
        FindingSpec("f2", kind="need", quotes=[(posts[2], MALL)]),
    )
    with store.writing() as conn:
        conn.execute("UPDATE labels SET phase = 'acquisition'")
        conn.execute(
            "UPDATE labels SET phase = 'loyalty' WHERE clause_id = (SELECT id FROM clauses WHERE text = ?)",
            (MALL,),
        )
    return posts


def mapped(store: Store, study: Study, **options: Any) -> StageResult:
    return run_stage(MapStage(), store, study, **options)


def table(store: Store, name: str, columns: str, order: str) -> list[tuple[Any, ...]]:
    run_id = current_run(store, "map")
    rows = store.rows(f"SELECT {columns} FROM {name} WHERE run_id = ? ORDER BY {order}", (run_id,))
    return [tuple(row) for row in rows]


def everything(store: Store) -> list[list[tuple[Any, ...]]]:
    return [
        table(store, "places", "clause_id, phase, touchpoint, cues", "clause_id"),
        table(store, "mappings", "finding_id, axis, key, share, people, cues", "finding_id, axis, key"),
        table(store, "tags", "tag, polarity, people, of_people, share, low, high", "tag, polarity"),
    ]


def test_places_mappings_and_tags_are_written(store: Store, cafe: Study) -> None:
    fill(store)
    result = mapped(store, cafe)
    assert result.status == "done"
    assert result.counts["clauses"] == 4
    assert result.counts["phases"] == {"acquisition": 3, "loyalty": 1}
    shares = {(f, a, k): (share, people) for f, a, k, share, people in table(
        store, "mappings", "finding_id, axis, key, share, people", "1, 2, 3")}  # fmt: skip
    assert shares["f1", "phase", "acquisition"] == (pytest.approx(2 / 3), 2)
    assert shares["f1", "phase", "loyalty"] == (pytest.approx(1 / 3), 1)
    assert shares["f1", "touchpoint", "queue_booking"][1] == 2
    assert shares["f2", "touchpoint", "redeem_mall"] == (1.0, 1)
    assert shares["f1", "lens", "time"] == (pytest.approx(2 / 3), 2)
    rows = table(store, "tags", "tag, polarity, people, of_people", "1")
    tags = {(tag, sign): (people, of_people) for tag, sign, people, of_people in rows}
    assert tags["queue", "negative"] == (3, 3)
    assert tags["rewards_mall", "negative"] == (1, 1)


def test_cues_of_a_place_stand_in_its_clause(store: Store, cafe: Study) -> None:
    fill(store)
    mapped(store, cafe)
    for text, cues in store.rows("SELECT text, cues FROM places JOIN clauses ON clauses.id = clause_id"):
        found = json.loads(cues)
        shown = [*found["phase"], *found["touchpoint"]]
        shown += [cue for axis in ("tags", "lens") for cues_of in found[axis].values() for cue in cues_of]
        assert shown
        assert all(cue in text for cue in shown)


def test_a_second_run_says_fresh_and_new_words_do_not(store: Store, cafe: Study) -> None:
    fill(store)
    assert mapped(store, cafe).status == "done"
    assert mapped(store, cafe).status == "fresh"
    add_clauses(store, make_and_save(store), "The bill was wrong again")
    assert mapped(store, cafe, dry_run=True).status == "would run"


def make_and_save(store: Store) -> Post:
    post = make_post(9, "The bill was wrong again", author_key="di")
    save(store, post)
    return post


def test_a_changed_taxonomy_of_the_study_is_not_fresh(store: Store, cafe: Study) -> None:
    fill(store)
    mapped(store, cafe)
    own = cafe.folder / "taxonomies"
    own.mkdir()
    (own / "own.toml").write_text(
        'version = 1\n[[touchpoints]]\nid = "staff"\nname_en = "Crew"\n', encoding="utf-8"
    )
    assert mapped(store, cafe).status == "done"


def test_places_of_older_runs_are_pruned_and_their_mappings_stay(store: Store, cafe: Study) -> None:
    fill(store)
    for _ in range(KEPT_RUNS + 2):
        mapped(store, cafe, force=True)
    assert store.value("SELECT count(DISTINCT run_id) FROM places") == KEPT_RUNS
    assert store.value("SELECT count(DISTINCT run_id) FROM mappings") == KEPT_RUNS + 2
    assert table(store, "places", "clause_id", "1")


def test_a_run_that_fails_leaves_the_old_result(store: Store, cafe: Study) -> None:
    fill(store)
    mapped(store, cafe)
    before = everything(store)
    with store.writing() as conn:
        conn.execute("CREATE TRIGGER stop BEFORE INSERT ON tags BEGIN SELECT RAISE(ABORT, 'no'); END")
    with pytest.raises(Exception, match="no"):
        mapped(store, cafe, force=True)
    assert everything(store) == before
    assert store.value("SELECT count(DISTINCT run_id) FROM places") == 1


def test_order_of_the_posts_changes_nothing(store: Store, cafe: Study, tmp_path: Path) -> None:
    fill(store)
    mapped(store, cafe)
    with cafe.open() as other:
        fill(other, reverse=True)
        mapped(other, cafe)
        assert everything(other) == everything(store)


def test_copies_without_a_name_change_no_share(store: Store, cafe: Study) -> None:
    posts = fill(store)
    mapped(store, cafe)
    before = everything(store)[1:]
    copies = [make_post(f"copy-{n}", post.text, author_key=None) for n, post in enumerate(posts)]
    save(store, *copies)
    with store.writing() as conn:
        conn.executemany(
            "INSERT INTO duplicates (post_id, post_version, group_id, kept) VALUES (?, 1, ?, ?)",
            [row for a, b in zip(posts, copies, strict=True) for row in ((a.id, a.id, 1), (b.id, a.id, 0))],
        )
    assert mapped(store, cafe).status == "done"
    assert everything(store)[1:] == before


def test_clauses_without_labels_and_studies_without_clauses(store: Store, cafe: Study) -> None:
    assert mapped(store, cafe).counts["clauses"] == 0
    post = make_post(1, "等位等了很久")
    save(store, post)
    add_clauses(store, post, post.text)
    with store.writing() as conn:
        conn.execute("DELETE FROM labels")
    assert mapped(store, cafe).counts["phases"] == {"acquisition": 1}


def test_progress_is_told(store: Store, cafe: Study) -> None:
    fill(store)
    told: list[tuple[str, int, int | None]] = []
    run_stage(MapStage(), store, cafe, progress=lambda *step: told.append(step))
    assert told[-1] == ("map", 4, 4)


def test_shares_within_a_category_come_from_the_places(store: Store, cafe: Study) -> None:
    fill(store)
    taxonomy = load_taxonomy(["restaurant", "membership"])
    assert load_category_shares(store, taxonomy) == {}
    mapped(store, cafe)
    found = load_category_shares(store, taxonomy)["membership"]["negative"]
    assert [(row.tag, row.people, row.of_people) for row in found] == [("rewards_mall", 1, 1)]


def test_the_configuration_is_all_that_a_run_needs(store: Store, cafe: Study) -> None:
    config = MapStage().config(cafe)
    assert json.loads(json.dumps(config)) == config
    assert config["taxonomy"]["domains"] == ["restaurant", "membership"]
    fill(store)
    assert MapStage().input_hash(store) == MapStage().input_hash(store)
    assert MapStage().model(cafe) is None
