"""Alarms of a crawl reach whoever reads its end, the status or the report."""

from pathlib import Path

import pytest

from crawler.launch import run_crawl
from outputs.cli import run
from tests.spiders.loopback import loopback, review_page, study_of


def test_alarms_stand_in_crawl_status_and_report(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with loopback() as site:
        site.page("/1", review_page(*[f"Cup {n}." for n in range(30)]))
        study = study_of(tmp_path / "s", f"{site.url}/1")
        run_crawl(study)
        site.page("/1", review_page(*[f"Cup {n}." for n in range(30)]).replace("datePublished", "gone"))
        assert run(["crawl", "--study", str(study.folder)]) == 0
    said = "the date was empty in 100 % of 30 posts; in earlier crawls it was in 0 % of 30"
    assert f"ALARM {site.url}/1: {said}" in capsys.readouterr().out
    assert run(["status", "--study", str(study.folder)]) == 0
    assert said in capsys.readouterr().out
    for language, words in (("en", said), ("zh", "30 条帖子中有 100 % 缺日期")):
        out = tmp_path / f"report-{language}.html"
        command = ["export", "--study", str(study.folder), "--format", "html", "--lang", language]
        assert run([*command, "--out", str(out)]) == 0
        page = out.read_text(encoding="utf-8")
        assert words in page
        assert "incomplete" in page or "complete" in page  # the ledger's reason stands in the report
