"""`caifeng jobs` and `caifeng crawl --every`, `--background`."""

import json
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from crawler.errors import CrawlProblem
from outputs.cli import run
from outputs.cli.every import Interval, repeat
from tests.spiders.loopback import loopback, review_page, study_of


def test_jobs_are_listed_and_their_log_is_shown(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with loopback() as site:
        site.page("/1", review_page("Warm.", "Cold."))
        study = study_of(tmp_path / "s", f"{site.url}/1")
        assert run(["jobs", "--study", str(study.folder)]) == 0
        assert "no crawl jobs yet" in capsys.readouterr().err
        assert run(["crawl", "--study", str(study.folder), "--background", "--json"]) == 0
        job = json.loads(capsys.readouterr().out)["jobs"][0]
        for _ in range(200):
            run(["jobs", "--study", str(study.folder), "--json"])
            view = json.loads(capsys.readouterr().out)[0]
            if view["state"] == "ended":
                break
            time.sleep(0.1)
    assert (view["id"], view["posts"], view["reason"]) == (job, 2, "complete")
    assert run(["jobs", "--study", str(study.folder)]) == 0
    assert "complete" in capsys.readouterr().out
    assert run(["jobs", "log", str(job), "--study", str(study.folder), "--follow"]) == 0
    assert "/1" in capsys.readouterr().out
    assert run(["jobs", "--study", str(study.folder), "stop", str(job)]) == 1
    assert "not at work (ended)" in capsys.readouterr().err
    assert run(["jobs", "log", "99", "--study", str(study.folder)]) == 1
    assert "no crawl job 99" in capsys.readouterr().err


@pytest.mark.parametrize(("text", "minutes"), [("90m", 90), ("6h", 360), ("1d12h", 2160)])
def test_intervals(text: str, minutes: int) -> None:
    assert Interval().convert(text, None, None) == timedelta(minutes=minutes)


@pytest.mark.parametrize("text", ["6", "soon", "0m", "40d", "-6h"])
def test_what_is_no_interval(text: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["crawl", "--study", str(tmp_path), f"--every={text}"]) == 2
    assert "--every" in capsys.readouterr().err


def test_turns_survive_errors_and_are_skipped_while_work_goes_on(capsys: pytest.CaptureFixture[str]) -> None:
    moment = [datetime(2026, 5, 1, 12, tzinfo=UTC)]
    begun: list[datetime] = []

    def work() -> None:
        begun.append(moment[0])
        if len(begun) == 1:
            raise CrawlProblem("the disk is full")
        if len(begun) == 2:
            moment[0] += timedelta(hours=15)  # longer than two turns
        if len(begun) == 4:
            raise KeyboardInterrupt

    def sleep(seconds: float) -> None:
        moment[0] += timedelta(seconds=seconds)

    with pytest.raises(KeyboardInterrupt):
        repeat(timedelta(hours=6), work, clock=lambda: moment[0], sleep=sleep, chance=lambda: 1.0)
    hours = [(at - begun[0]) / timedelta(hours=1) for at in begun]
    assert hours == pytest.approx([0, 6.3, 24.3, 30.3], abs=0.01)
    said = capsys.readouterr().err
    assert "the disk is full" in said
    assert "2 turns were skipped" in said
    assert "next crawl at 2026-05-01 18:18:00 UTC" in said
