"""`caifeng imports` on studies that were mined and decided about."""

import json
from pathlib import Path

import pytest

from crawler.importing import import_file
from crawler.store.posts import iter_posts
from crawler.study import Study
from mining.decision_log import list_decisions
from mining.overlay import current_findings
from outputs.cli import run
from tests.builders import FindingSpec, discover

LID, CUP = "lid one drips in the bag", "cup three leaks on my desk"


def lines(path: Path, *texts: str) -> Path:
    path.write_text("".join(json.dumps({"id": t[:6], "text": t}) + "\n" for t in texts), encoding="utf-8")
    return path


@pytest.fixture
def mined(study: Study, tmp_path: Path) -> Study:
    """Two imports; one finding rests on the second alone, one on both."""
    import_file(study, lines(tmp_path / "a.jsonl", LID, "lid two drips too"))
    import_file(study, lines(tmp_path / "b.jsonl", CUP, "cup four leaks as well"))
    with study.open() as store:
        posts = {post.body: post for post in iter_posts(store)}
        first, third, fourth = (posts[body] for body in (LID, CUP, "cup four leaks as well"))
        discover(
            store,
            FindingSpec("leaks", "pain", [(third, third.body), (fourth, fourth.body)]),
            FindingSpec("drips", "pain", [(first, first.body), (third, third.body)]),
        )
    return study


def test_removal_says_what_goes_and_decisions_stay(mined: Study, capsys: pytest.CaptureFixture[str]) -> None:
    folder = str(mined.folder)
    assert run(["decide", "leaks", "accept", "--study", folder]) == 0
    capsys.readouterr()
    assert run(["imports", "remove", "2", "--study", folder]) == 2
    said = capsys.readouterr().err
    assert "b.jsonl: 2 posts go, 3 quotes of 2 findings" in said
    assert "--yes" in said
    assert run(["imports", "remove", "2", "--study", folder, "--yes"]) == 0
    told = capsys.readouterr()
    assert told.out == "removed 2 posts, kept 0\n"
    assert "caifeng mine" in told.err
    with mined.open() as store:
        assert {post.body for post in iter_posts(store)} == {LID, "lid two drips too"}
        assert [decision.action for decision in list_decisions(store)] == ["accept"]
        quotes = {item.id: [e.quote for e in item.finding.evidence] for item in current_findings(store)}
    assert quotes == {"leaks": [], "drips": [LID]}  # reports say of the first that its posts were removed


def test_list_and_show(mined: Study, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    bad = tmp_path / "bad.csv"
    bad.write_text("text,star\ngood,5\nring 13912345670,1,more\n", encoding="utf-8")
    folder = str(mined.folder)
    assert run(["import", str(bad), "--study", folder]) == 0
    assert "imports show" in capsys.readouterr().err
    assert run(["imports", "list", "--study", folder]) == 0
    table = capsys.readouterr().out.splitlines()
    assert [line.split()[2] for line in table[1:]] == ["a.jsonl", "b.jsonl", "bad.csv"]
    assert run(["imports", "show", "--study", folder]) == 0
    out = capsys.readouterr().out
    assert "1 × N fields where the headings are N" in out
    assert "ring [phone],1,more" in out
    assert "13912345670" not in out
    assert run(["imports", "show", "9", "--study", folder]) == 2
    assert run(["imports", "show", "bad", "--study", folder, "--json"]) == 2


def test_a_script_is_not_imported(
    study: Study, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    script = tmp_path / "tool.py"
    script.write_text("import os\nprint(os.name)\n", encoding="utf-8")
    assert run(["import", str(script), "--study", str(study.folder)]) == 1
    assert "--any-name" in capsys.readouterr().err
