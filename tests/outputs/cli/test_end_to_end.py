"""A file in, findings out, through the commands alone: the shortest real use."""

import json
from pathlib import Path
from typing import Any

import pytest

from outputs.cli import run

BIKES = Path(__file__).with_name("bikes.csv")
KINDS = {"scenario", "pain", "need"}


def output_of(capsys: pytest.CaptureFixture[str], *arguments: str) -> Any:
    """What a command prints as JSON."""
    capsys.readouterr()
    code = run(arguments)
    shown = capsys.readouterr()
    assert code == 0, shown.err
    return json.loads(shown.out)


def exported(folder: Path, capsys: pytest.CaptureFixture[str]) -> Any:
    return output_of(capsys, "export", "--study", str(folder), "--format", "json", "--out", "-")


@pytest.fixture(scope="module")
def mined(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A study of the bike reviews, imported and mined once for the module."""
    base = tmp_path_factory.mktemp("bikes")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CAIFENG_HOME", str(base / "home"))
        folder = base / "study"
        assert run(["init", str(folder), "--question", "What keeps people from riding?"]) == 0
        assert run(["import", str(BIKES), "--study", str(folder), "--source", "bikes"]) == 0
        assert run(["mine", "--study", str(folder)]) == 0
    return folder


@pytest.fixture(autouse=True)
def _same_key(mined: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CAIFENG_HOME", str(mined.parent / "home"))


def test_every_row_became_a_post_and_no_author_is_in_it(
    mined: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    result = exported(mined, capsys)

    assert len(result["posts"]) == 36
    assert {post["rating"] for post in result["posts"]} == {1.0, 2.0, 3.0, 4.0, 5.0}
    assert "harbour" not in json.dumps(result["posts"])


def test_findings_of_all_three_kinds(mined: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert {finding["kind"] for finding in exported(mined, capsys)["findings"]} == KINDS


def test_every_quote_stands_in_its_post(mined: Path, capsys: pytest.CaptureFixture[str]) -> None:
    result = exported(mined, capsys)
    texts = {post["id"]: post["text"] for post in result["posts"]}
    evidence = [item for finding in result["findings"] for item in finding["evidence"]]

    assert len(evidence) >= 15
    assert all(finding["evidence"] for finding in result["findings"])
    assert [e for e in evidence if texts[e["post_id"]][e["start"] : e["end"]] != e["quote"]] == []


def test_mining_again_changes_nothing(mined: Path, capsys: pytest.CaptureFixture[str]) -> None:
    stages = output_of(capsys, "mine", "--study", str(mined), "--json")

    assert {stage["status"] for stage in stages} == {"fresh"}


def test_importing_again_adds_nothing(mined: Path, capsys: pytest.CaptureFixture[str]) -> None:
    report = output_of(capsys, "import", str(BIKES), "--study", str(mined), "--source", "bikes", "--json")

    assert report["counts"]["new"] == 0
    assert report["counts"]["same"] == 36


def test_a_decision_shows_in_the_export_and_can_be_undone(
    mined: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = exported(mined, capsys)["findings"]
    chosen = before[0]["id"]

    number = output_of(capsys, "decide", chosen, "accept", "--study", str(mined), "--who", "tester", "--json")
    accepted = {f["id"]: f["status"] for f in exported(mined, capsys)["findings"]}
    output_of(
        capsys, "decide", str(number["decision"]), "undo", "--study", str(mined), "--who", "tester", "--json"
    )

    assert accepted[chosen] == "accepted"
    assert exported(mined, capsys)["findings"] == before


@pytest.mark.parametrize("ending", ["html", "xlsx", "csv", "md"])
def test_every_format_is_written(mined: Path, ending: str, tmp_path: Path) -> None:
    out = tmp_path / f"out.{ending}"

    assert run(["export", "--study", str(mined), "--out", str(out), "--lang", "zh"]) == 0
    assert out.stat().st_size > 500
