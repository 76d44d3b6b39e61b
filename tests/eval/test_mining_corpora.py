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
    decided = decide_five_of_each(study)
    with study.open() as store:
        before = {finding.id for finding in current_findings(store)}

    add_rows(study, name, rows[cut:])
    mine(study, force=True)

    with study.open() as store:
        shown = {finding.id: finding for finding in current_findings(store)}
    kept = len(before & set(shown)) / len(before)
    print(f"\n{name}: {kept:.3f} of {len(before)} ids kept with a fifth more posts")
    assert kept >= 0.95
    for finding_id, status in decided.items():
        assert finding_id in shown, "a decision was dropped"
        assert shown[finding_id].status in (status, "needs re-check")


def decide_five_of_each(study: Study) -> dict[str, str]:
    """Accept, reject, park and rename five findings each; their ids and the status expected."""
    expected = {}
    with study.open() as store:
        findings = current_findings(store)[:20]
        for number, finding in enumerate(findings):
            action = ("accept", "reject", "park", "rename")[number % 4]
            payload = (
                {"title": {"en": f"Renamed {number}", "zh": f"改名{number}"}} if action == "rename" else {}
            )
            record(store, action, finding.id, payload, who="tester")
            names = {"accept": "accepted", "reject": "rejected", "park": "parked", "rename": "new"}
            expected[finding.id] = names[action]
    return expected
