"""The demo claims only what is its own, and does the whole job."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from crawler.errors import StudyProblem
from crawler.study import init_study
from outputs.cli import run
from outputs.demo.job import claim, write_study
from outputs.demo.posts import demo_posts
from outputs.demo.site import DemoSite
from tests.project.tree import ROOT

SITE = DemoSite("http://127.0.0.1:1001/", "http://127.0.0.1:1002/", "http://127.0.0.1:1003/")


def test_a_study_that_is_not_the_demos_is_left_alone(tmp_path: Path) -> None:
    init_study(tmp_path / "mine", name="mine")
    before = (tmp_path / "mine" / "study.toml").read_bytes()

    with pytest.raises(StudyProblem, match="not the demo's"):
        claim(tmp_path / "mine")
    assert (tmp_path / "mine" / "study.toml").read_bytes() == before


def test_a_file_in_the_way_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x", encoding="utf-8")

    with pytest.raises(StudyProblem, match="is a file"):
        claim(tmp_path / "file")


def test_an_empty_folder_and_an_earlier_demo_are_claimed(tmp_path: Path) -> None:
    claim(tmp_path)
    claim(tmp_path)
    claim(tmp_path / "new" / "deep")

    assert (tmp_path / "new" / "deep").is_dir()


def test_the_study_is_written_with_the_addresses_of_this_time(tmp_path: Path) -> None:
    study = write_study(tmp_path, SITE)

    assert [source.url for source in study.config.sources] == [SITE.shop_url, SITE.forum_url, SITE.blog_url]
    assert study.config.crawl.allow_private
    assert "fictional" in study.config.study.name


@pytest.mark.heavy
def test_the_demo_does_the_whole_job_and_continues(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "demo"
    command = [sys.executable, "-m", "outputs.cli", "demo", "--dir", str(folder)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=180, check=True)

    reports = [Path(line) for line in done.stdout.split()]
    assert [path.name for path in reports] == ["report-zh.html", "report-en.html"]
    assert all(path.stat().st_size > 20_000 for path in reports)
    assert "fictional" in done.stderr
    first = findings_of(folder, capsys)
    assert {item["kind"] for item in first} == {"scenario", "pain", "need"}
    assert run(["kano", "candidates", "--study", str(folder), "--json"]) == 0
    weighed = json.loads(capsys.readouterr().out)["candidates"]
    assert [one["feature"] for one in weighed if min(one["n_neg"], one["n_pos"]) >= 30] == ["service_quality"]

    again = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=180, check=True)

    assert "nothing changed" in again.stderr
    assert findings_of(folder, capsys) == first


def findings_of(folder: Path, capsys: pytest.CaptureFixture[str]) -> list[dict[str, object]]:
    capsys.readouterr()
    assert run(["status", "--study", str(folder), "--json"]) == 0
    facts = json.loads(capsys.readouterr().out)
    assert facts["posts"] == len(demo_posts())
    return list(facts["findings"])
