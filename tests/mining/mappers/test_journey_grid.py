"""The journey grid: every row, every entry with its findings, gaps, quotes that stand in the posts."""

from pathlib import Path

import pytest

from crawler.records import Post
from crawler.stages import run_stage
from crawler.store import Store
from crawler.study import Study, init_study
from mining.decisions import record
from mining.mappers.journey_grid import load_grid
from mining.mappers.journey_model import ROWS, Grid, GridRow
from mining.records import PHASES
from mining.stages.map import MapStage
from mining.taxonomy import load_taxonomy
from tests.builders import FindingSpec, add_clauses, discover, make_post, save

TAXONOMY = load_taxonomy(["restaurant"])


@pytest.fixture
def cafe(tmp_path: Path) -> Study:
    return init_study(tmp_path / "cafe", domains=["restaurant"])


def label(store: Store, phase: str, text: str, types: str, polarity: float) -> None:
    with store.writing() as conn:
        conn.execute(
            "UPDATE labels SET phase = ?, types = ?, polarity = ? WHERE clause_id IN"
            " (SELECT id FROM clauses WHERE text = ?)",
            (phase, types, polarity, text),
        )


def fill(store: Store) -> list[Post]:
    """Six people wait (pain), three praise the soup, one has a wish; each is another author."""
    waits = [make_post(n, f"排队排了{n + 2}刻钟") for n in range(6)]
    soups = [make_post(10 + n, f"The soup tasted like home, bowl {n}") for n in range(3)]
    wish = make_post(20, "希望叫号能发到手机上")
    vague = make_post(21, "哦哦哦")
    posts = [*waits, *soups, wish, vague]
    save(store, *posts)
    discover(
        store,
        FindingSpec("f-wait", quotes=[(post, post.text) for post in waits], rank=1),
        FindingSpec("f-soup", kind="scenario", quotes=[(post, post.text) for post in soups], rank=2),
        FindingSpec("f-wish", kind="need", quotes=[(wish, wish.text)], rank=3),
        FindingSpec("f-vague", quotes=[(vague, vague.text)], rank=4),
    )
    for post in waits:
        label(store, "acquisition", post.text, '["pain"]', -1.0)
    for post in soups:
        label(store, "service", post.text, '["scenario", "praise"]', 0.8)
    label(store, "acquisition", wish.text, '["need"]', -0.4)
    label(store, "none", vague.text, '["pain"]', -0.5)
    return posts


def grid_of(store: Store, study: Study) -> Grid:
    run_stage(MapStage(), store, study)
    return load_grid(store, TAXONOMY)


def row(grid: Grid, phase: str) -> GridRow:
    return next(item for item in grid.rows if item.phase == phase)


def test_every_phase_has_a_row_and_the_unplaced_have_one(store: Store, cafe: Study) -> None:
    fill(store)
    grid = grid_of(store, cafe)
    assert tuple(item.phase for item in grid.rows) == ROWS == (*PHASES, "unassigned")
    assert row(grid, "service").scene == "during"
    assert row(grid, "unassigned").scene is None
    assert grid.unplaced == {"unassigned": 1, "ambiguous": 0}
    assert grid.clauses == 11


def test_findings_lie_in_the_row_of_their_primary_phase(store: Store, cafe: Study) -> None:
    fill(store)
    grid = grid_of(store, cafe)
    queue = row(grid, "acquisition")
    assert [item.finding_id for item in queue.pains] == ["f-wait"]
    assert [item.finding_id for item in queue.needs] == ["f-wish"]
    assert [item.finding_id for item in row(grid, "service").scenarios] == ["f-soup"]
    assert [item.finding_id for item in row(grid, "unassigned").pains] == ["f-vague"]
    assert queue.findings("pain")[0].share == 1.0
    assert all(not item.ideas for item in grid.rows)


def test_touchpoints_count_people_and_name_their_findings(store: Store, cafe: Study) -> None:
    fill(store)
    spots = row(grid_of(store, cafe), "acquisition").touchpoints
    assert (spots[0].touchpoint, spots[0].people, spots[0].people_basis) == ("queue_booking", 7, "authors")
    assert spots[0].finding_ids == ("f-wait", "f-wish")
    assert spots[0].name == {"zh": "排队与订位", "en": "Queue and booking"}


def test_feelings_need_five_people_and_wishes_carry_none(store: Store, cafe: Study) -> None:
    fill(store)
    grid = grid_of(store, cafe)
    waiting, eating = row(grid, "acquisition").emotion, row(grid, "service").emotion
    assert waiting is not None
    assert eating is not None
    assert (waiting.people, waiting.mark) == (6, "hollow")  # six complaints; the wish is no vote
    assert waiting.mean == pytest.approx((6 * -2 + 10 * (6 * -2 + 3 * 1.6) / 9) / 16, abs=1e-3)
    assert (eating.people, eating.mark, eating.mean) == (3, "gap", None)
    assert row(grid, "unassigned").emotion is None


def test_quotes_stand_in_their_posts_and_name_findings(store: Store, cafe: Study) -> None:
    posts = {post.id: post for post in fill(store)}
    grid = grid_of(store, cafe)
    quotes = [quote for item in grid.rows for quote in (*item.praise, *item.pain)]
    assert quotes
    for quote in quotes:
        assert posts[quote.post_id].text[quote.start : quote.end] == quote.text
        assert quote.finding_ids
    assert len(row(grid, "acquisition").pain) == 3
    assert row(grid, "acquisition").praise == ()


def test_one_text_is_quoted_once(store: Store, cafe: Study) -> None:
    same = [make_post(n, "The soup tasted of nothing") for n in range(4)]
    save(store, *same)
    for post in same:
        add_clauses(store, post, post.text, polarity=-0.9)
    with store.writing() as conn:
        conn.executemany(
            "INSERT INTO duplicates (post_id, post_version, group_id, kept) VALUES (?, 1, ?, 1)",
            [(post.id, same[0].id) for post in same],
        )
    assert len(row(grid_of(store, cafe), "service").pain) == 1


def test_decisions_show_on_the_grid(store: Store, cafe: Study) -> None:
    fill(store)
    run_stage(MapStage(), store, cafe)
    record(store, "reject", "f-wait")
    record(store, "rename", "f-wish", {"en": "Call numbers on the phone"})
    queue = row(load_grid(store, TAXONOMY), "acquisition")
    assert queue.pains == ()
    assert queue.needs[0].title["en"] == "Call numbers on the phone"
    assert queue.touchpoints[0].finding_ids == ("f-wish",)


def test_a_study_that_was_never_mapped_has_an_empty_grid(store: Store) -> None:
    grid = load_grid(store, TAXONOMY)
    assert (grid.map_run, grid.clauses, grid.mean_emotion) == (None, 0, None)
    assert all(not item.pains and not item.touchpoints for item in grid.rows)
