"""`caifeng crawl` on the demo's sites, with the real spiders."""

import json
from pathlib import Path

import pytest

from crawler.add_source import add_source
from crawler.config import SourceSection, load_config
from outputs.cli import run
from outputs.demo.site import serve_demo
from tests.spiders.loopback import Reply, loopback, review_page


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

    said = capsys.readouterr()
    report = json.loads(said.out)
    assert report["seeds"][0]["collected"] == 0
    assert "private" in report["seeds"][0]["reason"]
    assert "taken out of study.toml again" in said.err
    assert load_config(folder / "study.toml").sources == []


@pytest.mark.parametrize("wish", [["--background"], ["--every", "1h"]])
def test_a_private_address_is_not_added_where_nobody_waits_for_the_crawl(
    tmp_path: Path, wish: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "study"
    assert run(["init", str(folder)]) == 0

    assert run(["crawl", "http://127.0.0.1:9/", *wish, "--study", str(folder)]) == 1

    assert "was not added" in capsys.readouterr().err
    assert load_config(folder / "study.toml").sources == []


def test_what_robots_txt_closes_does_not_stay_and_what_stood_there_does(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with loopback() as site:
        site.routes["/robots.txt"] = Reply(b"User-agent: *\nDisallow: /members\n")
        site.page("/members", review_page("Not for robots."))
        url = f"{site.url}/members"
        assert run(["crawl", url, "--study", str(folder)]) == 1
        assert load_config(folder / "study.toml").sources == []
        add_source(folder, SourceSection(url=url))
        assert run(["crawl", url, "--study", str(folder)]) == 1
        assert [source.url for source in load_config(folder / "study.toml").sources] == [url]
    assert capsys.readouterr().err.count("taken out") == 1


def test_dates_that_could_not_be_read_are_told_at_the_end(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with loopback() as site:
        page = review_page("The lid drips.", "Mine does not.").replace("2026-05-01", "the day of the fair")
        site.page("/a", page)
        assert run(["crawl", f"{site.url}/a", "--source", "schema_org", "--study", str(folder)]) == 0
    said = capsys.readouterr().err
    assert f"schema_org {site.url}/a: 2 dates could not be read" in said


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
