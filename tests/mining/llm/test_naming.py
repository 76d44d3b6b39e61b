"""Names by a model that behaves: asked once, checked, attached, cached; people win; nothing without leave."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from crawler.errors import ConfigProblem
from crawler.study import Study
from mining.decisions import record
from mining.llm.naming import name_findings, plan_names, restore_names
from mining.overlay import load_overlay
from tests.builders import discover
from tests.mining.llm.conftest import COINS, DAMP
from tests.mining.llm.stub import Handler, asked, serving

Make = Callable[..., Study]


def well_behaved(handler: Handler, body: dict[str, Any]) -> None:
    group = asked(body)["group"]
    titles = {
        "The": ("烘干机 毛巾", "Damp towels from the dryer"),
        "mac": ("机器吞硬币", "Machine that swallowed coins"),
        "烘干机": ("毛巾烘不干", "Towels that stay damp"),
    }
    zh, en = next(value for key, value in titles.items() if group[0].startswith(key))
    handler.say(json.dumps({"title_zh": zh, "title_en": en, "quotes": group[:2]}, ensure_ascii=False))


def titles(study: Study) -> dict[str, tuple[str, str]]:
    with study.open() as store:
        return {one.id: (one.title["en"], one.finding.named_by) for one in load_overlay(store).shown}


def run(study: Study, **options: Any) -> dict[str, Any]:
    with study.open() as store:
        return name_findings(study, store, **options)


def test_names_are_taken_when_the_quotes_bear_them_out(make_study: Make) -> None:
    with serving(well_behaved) as server:
        study = make_study(server.endpoint)
        counts = run(study)
    assert counts["named"] == 3
    assert titles(study)["damp"] == ("Damp towels from the dryer", "stub-1")
    with study.open() as store:
        shown = {one.id: one for one in load_overlay(store).shown}
        assert shown["zh"].title["zh"] == "毛巾烘不干"
        assert store.value("SELECT status FROM runs WHERE stage = 'name'") == "done"
    assert not shown["damp"].renamed


def test_what_is_sent_is_evidence_with_the_key_and_nothing_of_the_study(make_study: Make) -> None:
    with serving(well_behaved) as server:
        run(make_study(server.endpoint))
        path, headers, body = server.seen[0]
    assert path == "/v1/chat/completions"
    assert headers["Authorization"] == "Bearer sk-laundry"
    shown = asked(body)
    assert set(shown) == {"kind", "group", "other_group", "shared"}
    assert set(shown["group"]) <= set(DAMP)
    assert set(shown["other_group"]) <= set(COINS)


def test_an_answer_is_paid_for_once(make_study: Make) -> None:
    with serving(well_behaved) as server:
        study = make_study(server.endpoint)
        run(study)
        counts = run(study)
        assert len(server.seen) == 3
    assert counts["cached"] == counts["named"] == 3


def test_names_last_when_the_study_is_mined_again(make_study: Make) -> None:
    with serving(well_behaved) as server:
        study = make_study(server.endpoint)
        run(study)
    with study.open() as store:
        old = [(one.id, one.evidence) for one in load_overlay(store).shown]
        from tests.builders import FindingSpec, make_post

        posts = {words: make_post(n, words) for n, words in enumerate((*DAMP, *COINS))}
        assert old
        discover(store, FindingSpec("damp", "pain", [(posts[one], one) for one in DAMP]))
        assert {one.finding.named_by for one in load_overlay(store).shown} == {""}
        assert restore_names(study, store) == 1
    assert titles(study)["damp"] == ("Damp towels from the dryer", "stub-1")


def test_a_name_that_people_gave_wins_and_is_not_asked_about(make_study: Make) -> None:
    with serving(well_behaved) as server:
        study = make_study(server.endpoint)
        run(study)
        with study.open() as store:
            record(store, "rename", "damp", {"en": "Weak dryer"}, who="ada")
        assert titles(study)["damp"][0] == "Weak dryer"
        counts = run(study)
        assert len(server.seen) == 3
    assert counts["named_by_people"] == 1
    assert titles(study)["damp"] == ("Weak dryer", "")


def test_hidden_words_and_personal_data_are_not_sent(make_study: Make) -> None:
    damp = (*DAMP, "damp towels, dryer of Quibblewick, call 13812345678 for a refund")
    with serving(well_behaved) as server:
        study = make_study(server.endpoint, damp=damp)
        with study.open() as store:
            row = store.rows("SELECT id, version, text FROM posts WHERE text LIKE '%Quibblewick%'")[0]
            start = row["text"].index("Quibblewick")
            span = {"version": row["version"], "start": start, "end": start + len("Quibblewick")}
            record(store, "redact", row["id"], span, who="ada")
        run(study)
        sent = json.dumps([body for _, _, body in server.seen], ensure_ascii=False)
    assert "████" in sent
    assert "Quibblewick" not in sent
    assert "13812345678" not in sent
    assert "[phone]" in sent


@pytest.mark.parametrize(
    ("given", "where"),
    [
        ({"allow": "false"}, "llm.allow"),
        ({"allow_local": "false"}, "llm.endpoint"),
        ({"model": '""'}, "llm.model"),
        ({"key_env": '"NO_SUCH_KEY"'}, "llm.key_env"),
        ({"endpoint": '"http://10.1.2.3/v1"'}, "llm.endpoint"),
        ({"endpoint": '"https://169.254.169.254/v1"'}, "llm.endpoint"),
        ({"endpoint": '"http://93.184.216.34/v1"'}, "llm.endpoint"),
    ],
)
def test_without_leave_or_to_a_wrong_place_nothing_is_sent(
    make_study: Make, given: dict[str, str], where: str
) -> None:
    with serving(well_behaved) as server:
        study = make_study(server.endpoint, **given)
        with pytest.raises(ConfigProblem) as caught:
            run(study)
        assert caught.value.where == where
        assert server.seen == []
        with study.open() as store:
            assert plan_names(study, store).open == ["damp", "coins", "zh"]  # a dry run needs no leave


def test_the_caps_hold(make_study: Make) -> None:
    with serving(well_behaved) as server:
        study = make_study(server.endpoint, max_findings="1")
        assert run(study)["over_budget"] == 2
        assert len(server.seen) == 1
    with serving(well_behaved) as server:
        assert run(make_study(server.endpoint, max_tokens="10", model='"other"'))["over_budget"] == 3
        assert server.seen == []
