"""`caifeng words`."""

import json
from pathlib import Path

import pytest

from crawler.stages import run_stage
from crawler.study import Study, init_study
from mining.stages.label import LabelStage
from mining.stages.segment import SegmentStage
from outputs.cli import run
from tests.builders import make_post, save

TEXTS = (
    *("在鹰舍里用它听歌很方便。", "在鹰舍里用它听书很方便。", "在鹰舍里用它看视频很方便。"),
    "在羊圈里用它听歌很方便。",
)


@pytest.fixture
def mews(tmp_path: Path) -> Study:
    study = init_study(tmp_path / "mews")
    with study.open() as store:
        save(store, *(make_post(number, text) for number, text in enumerate(TEXTS)))
        run_stage(SegmentStage(), store, study)
        run_stage(LabelStage(), store, study)
    return study


def test_it_lists_what_three_people_say_and_says_where_to_write_it(
    mews: Study, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["words", "--study", str(mews.folder)]) == 0
    shown = capsys.readouterr()

    assert shown.out.splitlines()[0].split() == ["slot", "words", "people", "as", "in"]
    assert shown.out.splitlines()[1].split()[:3] == ["Where", "鹰舍", "3"]
    assert "羊圈" not in shown.out
    assert "lexicon.toml" in shown.err
    assert run(["words", "--study", str(mews.folder), "--lang", "zh", "--people", "1", "--first", "1"]) == 0
    shown = capsys.readouterr()
    assert shown.out.splitlines()[1].split()[:3] == ["何地", "鹰舍", "3"]
    assert "共 2 条" in shown.err


def test_json_has_the_quotes(mews: Study, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["words", "--study", str(mews.folder), "--json", "--people", "1", "--first", "1"]) == 0
    found = json.loads(capsys.readouterr().out)

    assert found["of"] == 2
    (one,) = found["unknown"]
    assert (one["slot"], one["language"], one["wording"], one["people"]) == ("where", "zh", "鹰舍", 3)
    assert len(one["quotes"]) == 3
    assert all("鹰舍" in quote["clause"] and quote["post_id"] for quote in one["quotes"])


def test_nothing_unknown_is_said(mews: Study, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["words", "--study", str(mews.folder), "--slot", "who"]) == 0
    shown = capsys.readouterr()

    assert shown.out == ""
    assert "Nothing unknown that 3 people said." in shown.err
    assert "--people 1" in shown.err


def test_before_mining_it_says_what_to_do(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    init_study(tmp_path / "new").open().close()

    assert run(["words", "--study", str(tmp_path / "new")]) == 0
    assert "caifeng mine" in capsys.readouterr().err


def test_faults_of_the_own_lexicon_are_named(mews: Study, capsys: pytest.CaptureFixture[str]) -> None:
    (mews.folder / "lexicon.toml").write_text('[where.mews]\nzh = ["鹰舍"]\n', encoding="utf-8")

    assert run(["words", "--study", str(mews.folder)]) == 1
    assert "where.mews.label" in capsys.readouterr().err
    assert run(["words", "--study", str(mews.folder), "--slot", "what"]) == 2
