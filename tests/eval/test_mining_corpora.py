"""What mining promises, on real corpora: evidence, order, lineage, decisions. Heavy; needs ../shared."""

import json
from pathlib import Path
from typing import Any

import pytest

from crawler.store import Store
from crawler.store.runs import current_run
from crawler.study import Study
from mining.decisions import record
from mining.overlay import current_findings
from mining.pipeline import mine
from tests.corpora import add_rows, read_corpus, shuffled, study_of

pytestmark = pytest.mark.heavy

POSTS = {"coffee_chain_en": 767, "smart_speaker_en": 1_500, "takeaway_zh": 2_000, "restaurants_zh": 300}


@pytest.fixture(scope="module", params=sorted(POSTS))
def mined(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, shared_dir: Path
) -> Study:
    name = request.param
    rows = read_corpus(shared_dir, name)[: POSTS[name]]
    study = study_of(tmp_path_factory.mktemp(name) / "study", {name: rows})
    mine(study)
    return study


def findings_table(store: Store) -> list[tuple[Any, ...]]:
    run = current_run(store, "discover")
    found = store.conn.execute("SELECT * FROM findings WHERE run_id = ? ORDER BY kind, id", (run,)).fetchall()
    evidence = store.conn.execute(
        "SELECT * FROM evidence WHERE run_id = ? ORDER BY finding_id, rank", (run,)
    ).fetchall()
    return [*found, *evidence]


def test_all_three_kinds_are_found(mined: Study) -> None:
    with mined.open() as store:
        kinds = {finding.kind for finding in current_findings(store)}

    assert {"scenario", "pain", "need"} == kinds


def test_every_quote_stands_in_its_post(mined: Study) -> None:
    with mined.open() as store:
        wrong = store.value(
            "SELECT count(*) FROM evidence JOIN posts ON posts.id = post_id"
            ' WHERE substr(posts.text, start + 1, "end" - start) <> quote OR posts.version <> post_version'
        )
        total = store.value("SELECT count(*) FROM evidence")

    assert (wrong, total > 100) == (0, True)


def test_a_second_mine_changes_nothing(mined: Study) -> None:
    assert {result.status for result in mine(mined)} == {"fresh"}


def test_force_gives_the_same_ids(mined: Study) -> None:
    with mined.open() as store:
        before = {finding.id for finding in current_findings(store)}
    mine(mined, force=True)
    with mined.open() as store:
        after = {finding.id for finding in current_findings(store)}

    assert before == after


@pytest.mark.parametrize("name", ["coffee_chain_en", "takeaway_zh"])
def test_another_order_gives_the_same_bytes(name: str, tmp_path: Path, shared_dir: Path) -> None:
    rows = read_corpus(shared_dir, name)[:700]
    tables = []
    for number, order in enumerate((rows, shuffled(rows, 5))):
        study = study_of(tmp_path / str(number), {name: order})
        mine(study)
        with study.open() as store:
            tables.append(json.dumps(findings_table(store), ensure_ascii=False))

    assert tables[0] == tables[1]


@pytest.mark.parametrize("name", ["coffee_chain_en", "takeaway_zh"])
def test_a_fifth_more_posts_keeps_ids_and_decisions(name: str, tmp_path: Path, shared_dir: Path) -> None:
    rows = shuffled(read_corpus(shared_dir, name)[:3_000], 3)
    cut = int(len(rows) / 1.2)
    study = study_of(tmp_path / "study", {name: rows[:cut]})
    mine(study)
    decided, merged = decide_five_of_each(study), merge_five(study)
    with study.open() as store:
        before = {finding.id for finding in current_findings(store)} | set(merged)

    add_rows(study, name, rows[cut:])
    mine(study, force=True)

    with study.open() as store:
        shown = {finding.id: finding for finding in current_findings(store)}
        present = {row["id"] for row in store.rows(CURRENT_IDS)}
    kept = len(before & present) / len(before)
    print(f"\n{name}: {kept:.3f} of {len(before)} ids kept with a fifth more posts")
    assert kept >= 0.95
    for finding_id, status in decided.items():
        assert finding_id in shown, "a decision was dropped"
        assert shown[finding_id].status in (status, "needs re-check")
    held = sum(shown[finding_id].status == status for finding_id, status in decided.items())
    joined = sum(stays in shown and gone in shown[stays].merged_from for gone, stays in merged.items())
    print(f"{held} of {len(decided)} decisions hold, {joined} of {len(merged)} merges")
    assert held >= 0.95 * len(decided)
    assert joined >= len(merged) - 1


CURRENT_IDS = (
    "SELECT id FROM findings WHERE run_id = (SELECT run_id FROM current_runs WHERE stage = 'discover')"
)
STATUS = {"accept": "accepted", "reject": "rejected", "park": "parked", "rename": "new", "undo": "new"}


def decide_five_of_each(study: Study) -> dict[str, str]:
    """Five decisions of each kind: the ids decided about, and the status expected of them."""
    expected = {}
    with study.open() as store:
        for number, finding in enumerate(current_findings(store)[:25]):
            action = list(STATUS)[number % len(STATUS)]
            payload = {"en": f"Renamed {number}", "zh": f"改名{number}"} if action == "rename" else {}
            if action == "undo":
                record(store, "accept", finding.id, who="tester")
            record(store, action, finding.id, payload, who="tester")
            expected[finding.id] = STATUS[action]
    return expected


def merge_five(study: Study) -> dict[str, str]:
    """Five findings merged into others of their kind: absorbed id -> the id that took it in."""
    merged = {}
    with study.open() as store:
        rest = [one for one in current_findings(store)[25:] if one.kind == "pain"]
        for gone, stays in zip(rest[0:10:2], rest[1:10:2], strict=True):
            record(store, "merge", gone.id, {"into": stays.id}, who="tester")
            merged[gone.id] = stays.id
    return merged
