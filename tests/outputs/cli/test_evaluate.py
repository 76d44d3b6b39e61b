"""`caifeng evaluate`."""

import json
from pathlib import Path

import pytest

from crawler.study import Study, init_study
from outputs.cli import run
from tests.sample import fill_sample


@pytest.fixture
def laundry(tmp_path: Path) -> Study:
    study = init_study(tmp_path / "lantern")
    with study.open() as store:
        fill_sample(store)
    return study


def test_it_prints_a_table(laundry: Study, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["evaluate", "--study", str(laundry.folder)]) == 0
    out = capsys.readouterr().out

    assert out.splitlines()[0].split() == ["scenario", "pain", "need"]
    assert "100% stand in their post to the letter" in out


def test_it_gives_json(laundry: Study, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    gold = tmp_path / "gold.jsonl"
    line = {"id": "p", "s": 0, "text": "The soap was gone again.", "types": ["pain"], "phase": "service"}
    gold.write_text(json.dumps(line), encoding="utf-8")

    assert run(["evaluate", "--study", str(laundry.folder), "--json", "--gold", str(gold)]) == 0
    found = json.loads(capsys.readouterr().out)

    assert found["true_quotes"] == 1.0
    assert set(found["kinds"]) == {"scenario", "pain", "need"}
    assert found["typing"]["sentences"] == 1


def test_before_mining_it_says_what_to_do(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    study = init_study(tmp_path / "empty")
    study.open().close()

    assert run(["evaluate", "--study", str(study.folder)]) == 0
    assert "caifeng mine" in capsys.readouterr().err
