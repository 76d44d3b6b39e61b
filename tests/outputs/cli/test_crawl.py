"""`caifeng crawl` on the demo's sites, with the real spiders."""

import json
from pathlib import Path

import pytest

from crawler.config import load_config
from outputs.cli import run
from outputs.demo.site import serve_demo


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A study that may crawl loopback, without delays."""
    folder = tmp_path / "study"
    assert run(["init", str(folder)]) == 0
    path = folder / "study.toml"
    text = path.read_text(encoding="utf-8")
    text = text.replace("allow_private = false", "allow_private = true").replace("delay = 1.0", "delay = 0.0")
    path.write_text(text, encoding="utf-8")
    return folder


def test_a_url_is_added_to_the_study_and_crawled(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with serve_demo() as site:
        command = ["crawl", site.blog_url, "--study", str(folder), "--subject", "Leaf Club", "--json"]
        capsys.readouterr()
        assert run(command) == 0
        first = json.loads(capsys.readouterr().out)
        assert run(command) == 0
        second = json.loads(capsys.readouterr().out)

    sources = load_config(folder / "study.toml").sources
    assert [(source.url, source.subject) for source in sources] == [(site.blog_url, "Leaf Club")]
    assert first["counts"]["new"] == first["seeds"][0]["collected"] > 0
    assert (second["counts"]["new"], second["counts"]["same"]) == (0, first["counts"]["new"])
    assert "auto took wordpress" in first["notes"][0]


def test_a_private_address_is_refused_unless_the_study_allows_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "study"
    assert run(["init", str(folder)]) == 0
    with serve_demo() as site:
        assert run(["crawl", site.blog_url, "--study", str(folder), "--json"]) == 1

    report = json.loads(capsys.readouterr().out)
    assert report["seeds"][0]["collected"] == 0
    assert "private" in report["seeds"][0]["reason"]


def test_a_study_without_sources_says_how_to_add_one(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["init", str(tmp_path / "s")]) == 0
    assert run(["crawl", "--study", str(tmp_path / "s")]) == 1
    assert "caifeng crawl URL" in capsys.readouterr().err


@pytest.mark.parametrize(
    "arguments",
    [
        ["ftp://example.org"],
        ["javascript:alert(1)"],
        ["--limit", "3"],
        ["https://a.example", "--source", "x"],
    ],
)
def test_a_call_that_cannot_be_meant(
    folder: Path, arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    before = (folder / "study.toml").read_bytes()

    assert run(["crawl", *arguments, "--study", str(folder)]) == 2
    assert (folder / "study.toml").read_bytes() == before


def test_sources_are_listed_with_their_proof(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["sources", "--json"]) == 0
    known = {entry["name"]: entry for entry in json.loads(capsys.readouterr().out)}

    assert {"auto", "schema_org", "discourse", "wordpress"} <= set(known)
    assert all(entry.get("proof") for name, entry in known.items() if name != "auto")
