"""`kill -9` at random moments, again and again: nothing may be lost and nothing may be there twice."""

import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from crawler.frontier.keeper import LEASE_BATCH
from crawler.launch import run_crawl
from crawler.store.runs import list_runs
from crawler.study import Study
from tests.crawler.frontier.maze import ANONYMOUS, POSTS_PER_PAGE
from tests.spiders.loopback import study_of

ROOT = Path(__file__).resolve().parents[3]
PRODUCTS, PAGES = 60, 35
SITE_PAGES = PRODUCTS * PAGES
KILLS = 21
pytestmark = pytest.mark.heavy


@dataclass
class Maze:
    """The site, and what it was asked for."""

    url: str
    log: Path

    def asked(self) -> Counter[str]:
        lines = self.log.read_text(encoding="utf-8").split() if self.log.exists() else []
        return Counter(line for line in lines if line != "/")

    def hits(self) -> int:
        return self.asked().total()


@pytest.fixture
def maze(tmp_path: Path) -> Iterator[Maze]:
    log = tmp_path / "asked.log"
    command = [sys.executable, "-m", "tests.crawler.frontier.maze", str(PRODUCTS), str(PAGES), str(log)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        try:
            yield Maze(server.stdout.readline().strip(), log)
        finally:
            server.kill()


class Killer(threading.Thread):
    """Kills a process at a random moment: after so many more pages, or while it is still starting."""

    def __init__(
        self, dice: random.Random, maze: Maze, find: Callable[[], int | None], starting: bool
    ) -> None:
        super().__init__(daemon=True)
        self._maze, self._find = maze, find
        self._pages = 0 if starting else dice.randint(5, 130)
        self._moment = dice.uniform(0.05, 0.8) if starting else dice.uniform(0.0, 0.03)
        self._over = threading.Event()
        self.killed = False

    def run(self) -> None:
        before = self._maze.hits()
        while self._maze.hits() < before + self._pages:
            if self._over.wait(0.01):
                return
        pid = None
        while pid is None:
            pid = self._find()
            if self._over.wait(0.005):
                return
        if not self._over.wait(self._moment):
            os.kill(pid, signal.SIGKILL)
            self.killed = True

    def call_off(self) -> None:
        self._over.set()
        self.join()


def crawl_process() -> int | None:
    """The crawl process that this one started, while it runs."""
    for task in Path("/proc/self/task").iterdir():
        for pid in (task / "children").read_text().split():
            words = Path(f"/proc/{pid}/cmdline").read_bytes()
            if b"crawler.job" in words:
                return int(pid)
    return None


def report(name: str, **figures: object) -> None:
    """One line for the log of the tests; `pytest -s` shows it."""
    print("\n" + json.dumps({"kill test": name, **figures}), flush=True)


def crawl_with_kills(study: Study, maze: Maze, dice: random.Random) -> list[int]:
    """Crawl until a leg comes to its end by itself; returns how many pages each kill made it repeat."""
    repeats: list[int] = []
    while True:
        kills, asked = len(repeats), maze.asked()
        killer = Killer(dice, maze, crawl_process, starting=kills % 7 == 3)
        if kills < KILLS:
            killer.start()
        result = run_crawl(study)
        if kills < KILLS:
            killer.call_off()
        now_asked = maze.asked()
        if repeats:
            repeats[-1] += now_asked.total() - asked.total() - (len(now_asked) - len(asked))
        if not killer.killed:
            assert result.seeds[0].reason == "complete"
            return repeats
        assert result.seeds[0].reason.startswith("crashed")
        repeats.append(0)


def test_a_crawl_killed_again_and_again_loses_nothing_and_repeats_little(maze: Maze, tmp_path: Path) -> None:
    study = study_of(tmp_path / "s", maze.url, limit=SITE_PAGES * POSTS_PER_PAGE + 1)
    began = time.monotonic()
    repeats = crawl_with_kills(study, maze, random.Random(20))
    kills = len(repeats)
    asked = maze.asked()
    with study.open() as store:
        bodies = Counter(row["body"] for row in store.rows("SELECT body FROM posts"))
        seed = dict(store.rows("SELECT * FROM seeds")[0])
        runs = [run for run in list_runs(store) if run["stage"] == "crawl"]
        left = store.value("SELECT count(*) FROM frontier")
    twice = asked.total() - len(asked)
    posts, wanted = bodies.total(), SITE_PAGES * POSTS_PER_PAGE
    report(
        "caifeng",
        kills=kills, pages=len(asked), fetched_again=twice, most_after_one_kill=max(repeats),
        lost=wanted - posts, duplicates=posts - wanted, said=seed["reason"],
        seconds=int(time.monotonic() - began),
    )  # fmt: skip
    assert kills >= 20
    assert len(asked) == SITE_PAGES
    assert posts == wanted
    assert bodies[ANONYMOUS] == SITE_PAGES
    assert {count for body, count in bodies.items() if body != ANONYMOUS} == {1}
    assert sum(repeats) == twice
    assert max(repeats) <= LEASE_BATCH
    assert (seed["collected"], seed["reason"]) == (wanted, "complete")
    assert [(run["status"], run["counts"]["new"]) for run in runs] == [("done", wanted)]
    assert left == 0


def test_stock_scrapy_with_a_job_directory_beside_it(maze: Maze, tmp_path: Path) -> None:
    """Not a test of ours: the figures of the other side, printed; it must only be no better than complete."""
    out, dice, kills, said = tmp_path / "out.jsonl", random.Random(20), 0, ""
    began = time.monotonic()
    while "finished" not in said:
        with (tmp_path / "log").open("w") as log:
            command = [sys.executable, str(Path(__file__).with_name("stock.py"))]
            process = subprocess.Popen([*command, maze.url, str(tmp_path / "jobs"), str(out)], stderr=log)
        killer = Killer(dice, maze, lambda pid=process.pid: pid, starting=kills % 7 == 3)  # type: ignore[misc]
        if kills < KILLS:
            killer.start()
        process.wait()
        if kills < KILLS:
            killer.call_off()
        kills += killer.killed
        text = (tmp_path / "log").read_text(encoding="utf-8")
        said = "finished" if "Spider closed (finished)" in text else ""
        assert killer.killed or said, text[-2000:]
    lines = out.read_text(encoding="utf-8").splitlines() if out.exists() else []
    whole = [json.loads(line) for line in lines if line.startswith("{") and line.endswith("}")]
    posts = Counter((post["page"], post["body"]) for post in whole)
    wanted, asked = SITE_PAGES * POSTS_PER_PAGE, maze.asked()
    lost = wanted - len(posts)
    report(
        "stock Scrapy, JOBDIR", kills=kills, pages=len(asked), fetched_again=asked.total() - len(asked),
        lost=lost, duplicates=posts.total() - len(posts), said=said, seconds=round(time.monotonic() - began),
    )  # fmt: skip
    assert lost >= 0
