"""Several hosts at a time, never one host twice; a foreground crawl that repeats ends on SIGTERM."""

import itertools
import os
import signal
import subprocess
import sys
from pathlib import Path

from crawler.jobs import start
from crawler.launch import run_crawl
from tests.crawler.jobs.test_jobs import chain, view, wait
from tests.spiders.loopback import loopback, study_of

ROOT = Path(__file__).resolve().parents[3]


def test_hosts_are_crawled_side_by_side_and_each_at_its_own_pace(tmp_path: Path) -> None:
    with loopback() as one, loopback() as other:
        urls = chain(one, 8), chain(other, 8).replace("127.0.0.1", "localhost")
        study = study_of(tmp_path / "s", *urls, delay=0.3)
        report = run_crawl(study)
        assert [seed.collected for seed in report.seeds] == [16, 16]
        first, second = ([hit.at for hit in site.hits] for site in (one, other))
    assert max(first[0], second[0]) < min(first[-1], second[-1])  # they overlap
    for times in (first, second):
        assert min(later - earlier for earlier, later in itertools.pairwise(times)) >= 0.28


def test_two_crawls_of_one_host_wait_for_each_other(tmp_path: Path) -> None:
    with loopback() as site:
        one = chain(site, 8)
        site.routes.update({path.replace("/p?", "/q?"): reply for path, reply in list(site.routes.items())})
        study = study_of(tmp_path / "s", one, one.replace("/p?", "/q?"), delay=0.3)
        background = start(study, only=one)
        report = run_crawl(study, only=one.replace("/p?", "/q?"))
        wait(lambda: view(study, background.jobs[0]).state == "ended")
        times = [hit.at for hit in site.hits]
    assert report.status == "done"
    assert min(later - earlier for earlier, later in itertools.pairwise(times)) >= 0.28


def test_a_crawl_that_repeats_says_when_and_ends_on_sigterm(tmp_path: Path) -> None:
    with loopback() as site:
        study = study_of(tmp_path / "s", chain(site, 1))
        process = subprocess.Popen(
            [sys.executable, "-m", "outputs.cli", "crawl", "--study", str(study.folder), "--every", "6h"],
            cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
            env={**os.environ, "PYTHONUTF8": "1"},
        )  # fmt: skip
        assert process.stderr is not None
        said = next(line for line in process.stderr if "next crawl at" in line)
        process.send_signal(signal.SIGTERM)
        rest = process.stderr.read()
        assert process.wait(20) == 130
    assert "Ctrl-C ends this" in said
    assert "interrupted" in rest
    assert len(site.hits) == 2
