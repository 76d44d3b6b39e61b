"""What people's moves teach the mapper, and that an undo takes it back."""

from pathlib import Path

import pytest

from crawler.stages import StageResult, run_stage
from crawler.store import Store
from crawler.study import Study, init_study
from mining.decisions import record
from mining.mappers.learning import Example, Learner, pieces
from mining.mappers.place import Place
from mining.stages.map import MapStage
from tests.builders import FindingSpec, add_clauses, discover, make_post, save

MOVED = [f"灯笼挂得歪歪扭扭的第{n}盏" for n in range(4)]
LIKE_IT = "门口灯笼挂得歪歪扭扭的"
OTHER = "云朵飘过屋顶"


@pytest.fixture
def cafe(tmp_path: Path) -> Study:
    return init_study(tmp_path / "cafe", domains=["restaurant"])


def fill(store: Store) -> None:
    """A finding of four clauses without any cue word, one clause that is like them, one that is not."""
    posts = [make_post(n, text) for n, text in enumerate([*MOVED, LIKE_IT, OTHER])]
    save(store, *posts)
    discover(store, FindingSpec("f-lantern", quotes=[(post, post.text) for post in posts[:4]]))
    for post in posts[4:]:
        add_clauses(store, post, post.text)
    with store.writing() as conn:
        conn.execute("UPDATE labels SET phase = 'none'")


def mapped(store: Store, study: Study) -> tuple[StageResult, dict[str, tuple[str, str, str]]]:
    result = run_stage(MapStage(), store, study)
    rows = store.rows(
        "SELECT text, places.phase, touchpoint, cues FROM places JOIN clauses ON clauses.id = clause_id"
        " WHERE run_id = (SELECT run_id FROM current_runs WHERE stage = 'map')"
    )
    return result, {row["text"]: (row["phase"], row["touchpoint"], row["cues"]) for row in rows}


def test_a_move_teaches_and_its_undo_takes_the_lesson_back(cafe: Study) -> None:
    with cafe.open() as store:
        fill(store)
        _, before = mapped(store, cafe)
        moved = record(store, "move", "f-lantern", {"axis": "phase", "key": "awareness"})
        record(store, "move", "f-lantern", {"axis": "touchpoint", "key": "store_front"})
        taught, after = mapped(store, cafe)
        again = run_stage(MapStage(), store, cafe)
        record(store, "undo", str(moved))
        _, undone = mapped(store, cafe)

    assert {place[:2] for place in before.values()} == {("unassigned", "unassigned")}
    assert after[LIKE_IT][:2] == ("awareness", "store_front")
    assert "like what people moved (f-lantern)" in after[LIKE_IT][2]
    assert {after[text][0] for text in MOVED} == {"awareness"}
    assert after[OTHER] == before[OTHER]
    assert taught.counts["learned"] == {"phase": 5, "touchpoint": 5}
    assert again.status == "fresh"
    assert undone[LIKE_IT][:2] == ("unassigned", "store_front")


def test_a_move_in_the_journey_to_come_teaches_nothing(cafe: Study) -> None:
    with cafe.open() as store:
        fill(store)
        record(store, "move", "f-lantern", {"axis": "phase", "key": "awareness", "map": "to_be"})
        result, places = mapped(store, cafe)

    assert places[LIKE_IT][0] == "unassigned"
    assert result.counts["learned"] == {}


def test_a_cue_in_the_clause_outweighs_the_lesson() -> None:
    learner = Learner([Example("phase", "awareness", f"c{n}", "f1", text) for n, text in enumerate(MOVED)])
    by_cue = Place("service", "staff", phase_cues=("店员",), phase_reason="cue")

    assert learner.improve("x", LIKE_IT, by_cue) == by_cue
    assert learner.improve("x", LIKE_IT, Place("service", "staff")).phase == "awareness"


def test_between_two_lessons_nothing_is_decided() -> None:
    pairs = [("awareness", "灯笼挂得歪"), ("loyalty", "灯笼挂得歪")]
    learner = Learner([Example("phase", key, f"c{n}{key}", "f", t) for n in (1, 2) for key, t in pairs])

    assert learner.improve("x", "灯笼挂得歪了", Place("unassigned", "unassigned")).phase == "unassigned"


def test_one_example_alone_is_not_enough() -> None:
    learner = Learner([Example("phase", "awareness", "c1", "f", "灯笼挂得歪")])

    assert learner.improve("x", "灯笼挂得歪了", Place("unassigned", "unassigned")).phase == "unassigned"


def test_pieces_are_pairs_in_chinese_and_triples_in_english() -> None:
    assert pieces("排队久 Wait") == {"排队", "队久", "wai", "ait"}
