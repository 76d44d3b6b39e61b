"""init, status, search, doctor and taxonomy on real studies."""

import json
import os
from pathlib import Path

import pytest

from crawler.config import load_config
from crawler.store.posts import save_posts
from crawler.study import load_study
from outputs.cli import run
from outputs.cli.search import excerpt
from tests.builders import make_post


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A study with three posts of my own."""
    assert run(["init", str(tmp_path / "tea"), "--question", "Who waits?", "--domain", "membership"]) == 0
    texts = {
        "p1": "下班排队二十分钟，会员价也没省多少",
        "p2": "The queue at the counter was long, but the points arrived at once.",
        "p3": "会员生日那天送的券三天就过期",
    }
    with load_study(tmp_path / "tea").open() as store:
        save_posts(store, [make_post(name, text, id=name) for name, text in texts.items()])
    return tmp_path / "tea"


def test_init_writes_what_was_asked(tmp_path: Path) -> None:
    asked = 'Why "not" now?'

    assert run(["init", str(tmp_path / "s"), "--name", "茶", "--question", asked, "--domain", "hotel"]) == 0

    config = load_config(tmp_path / "s" / "study.toml")
    assert (config.study.name, config.study.question, config.study.domains) == ("茶", asked, ["hotel"])


def test_init_overwrites_nothing(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = (folder / "study.toml").read_bytes()

    assert run(["init", str(folder)]) == 1
    assert "already" in capsys.readouterr().err
    assert (folder / "study.toml").read_bytes() == before


def test_init_names_the_domains_there_are(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["init", str(tmp_path / "s"), "--domain", "submarine"]) == 2
    assert "membership" in capsys.readouterr().err
    assert not (tmp_path / "s").exists()


def test_status_counts(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()

    assert run(["status", "--study", str(folder), "--json"]) == 0

    facts = json.loads(capsys.readouterr().out)
    assert (facts["posts"], facts["question"], facts["findings"]) == (3, "Who waits?", [])
    assert [source["posts"] for source in facts["sources"]] == [3]


def test_status_reads_the_study_from_the_environment(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("CAIFENG_STUDY", str(folder))

    assert run(["status"]) == 0
    assert "posts 3" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("query", "found"),
    [("会员", {"p1", "p3"}), ("券", {"p3"}), ("queue", {"p2"}), ("会员 排队", {"p1"}), ("咖啡", set())],
)
def test_search_finds_both_languages(
    folder: Path, query: str, found: set[str], capsys: pytest.CaptureFixture[str]
) -> None:
    capsys.readouterr()

    assert run(["search", query, "--study", str(folder), "--json"]) == 0
    assert {item["id"] for item in json.loads(capsys.readouterr().out)} == found


def test_search_gives_the_key_by_which_an_author_is_forgotten(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    key = "a0123456789abcdef0123"
    with load_study(folder).open() as store:
        save_posts(store, [make_post(4, "The stamp card was never stamped", author_key=key)])

    assert run(["search", "stamp card", "--study", str(folder)]) == 0
    assert key in capsys.readouterr().out.split()
    assert run(["search", "stamp card", "--study", str(folder), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)[0]["author_key"] == key
    assert run(["forget", "--author", key, "--study", str(folder), "--yes"]) == 0
    capsys.readouterr()
    assert run(["search", "stamp card", "--study", str(folder), "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == []


def test_search_for_nothing_is_a_usage_error(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["search", "!?", "--study", str(folder)]) == 2
    assert "nothing to search for" in capsys.readouterr().err


def test_an_excerpt_holds_the_word_and_says_where_it_was_cut() -> None:
    text = "a" * 200 + " needle " + "b" * 200

    shown = excerpt(text, "needle")

    assert "needle" in shown
    assert shown.startswith("…")
    assert shown.endswith("…")
    assert excerpt("short needle", "needle") == "short needle"


def test_doctor_is_content_with_a_sound_machine(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()

    assert run(["doctor", "--study", str(folder), "--json"]) == 0

    checks = {check["name"]: check for check in json.loads(capsys.readouterr().out)}
    assert {checks[name]["verdict"] for name in ("python", "strict", "fts5", "key", "embedder", "study")} == {
        "ok"
    }
    assert checks["study"]["found"] == "tea, 3 posts"


@pytest.mark.skipif(os.name != "posix", reason="file modes are those of POSIX")
def test_doctor_sees_a_key_that_others_can_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("CAIFENG_HOME", str(tmp_path))
    key = tmp_path / "author.key"
    key.write_text("00" * 32, encoding="ascii")
    key.chmod(0o644)

    assert run(["doctor"]) == 1
    said = capsys.readouterr().out
    assert "FAIL  key" in said
    assert "chmod 600" in said


def test_taxonomy_list_and_check(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["taxonomy", "list", "--json"]) == 0
    assert {"phases", "domains/restaurant"} <= {info["name"] for info in json.loads(capsys.readouterr().out)}
    assert run(["taxonomy", "check"]) == 0


def test_taxonomy_check_names_every_fault(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "own.toml"
    path.write_text('version = 1\n[[touchpoints]]\nid = "x"\n[[nonsense]]\nid = "y"\n', encoding="utf-8")

    assert run(["taxonomy", "check", str(path), "--json"]) == 1

    problems = json.loads(capsys.readouterr().out)
    assert len(problems) >= 2
    assert {problem["where"] for problem in problems} == {str(path)}


@pytest.mark.parametrize("command", ["status", "mine", "review"])
def test_a_lost_database_is_said_and_not_made_anew(
    command: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for path in folder.glob("study.db*"):
        path.unlink()

    assert run([command, "--study", str(folder)]) == 1
    assert "there is no study.db here" in capsys.readouterr().err
    assert not (folder / "study.db").exists()


def test_a_study_of_which_only_the_toml_is_there_can_gather(folder: Path, tmp_path: Path) -> None:
    for path in folder.glob("study.db*"):
        path.unlink()
    (tmp_path / "few.csv").write_text("text,rating\n等了很久,2\n", encoding="utf-8")

    assert run(["import", str(tmp_path / "few.csv"), "--study", str(folder)]) == 0
