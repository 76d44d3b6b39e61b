"""The browser's processes: their memory over a long crawl, and their end with a crawl that is killed."""

import json
import os
import signal
import statistics
import sys
import threading
import time
from pathlib import Path

import pytest

from crawler.launch import run_crawl
from crawler.store.posts import iter_posts
from tests.crawler.rendering.site import crawled_page, open_site, reviews, shell
from tests.spiders.loopback import Hit, Reply, study_of

pytestmark = [
    pytest.mark.heavy,
    pytest.mark.skipif(sys.platform != "linux", reason="reads /proc"),
]
PAGES = 200
# A page that takes what it can: 4 MB of numbers that nobody lets go, 3,000 elements, a listener on each.
GREEDY = """
window.kept = Array.from({length: 64}, () => new Float64Array(8192).fill(Math.random()));
for (let n = 0; n < 3000; n++) {
  const tag = document.createElement('p');
  tag.textContent = 'line ' + n;
  tag.addEventListener('click', () => window.kept.push(tag));
  document.body.append(tag);
}
setInterval(() => window.kept.push(new Array(1000).fill(n => n)), 20);
"""
MB = 1024


def descendants(root: int) -> list[int]:
    """Process numbers of everything that a process started, itself left out."""
    children: dict[int, list[int]] = {}
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                parent = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
            except OSError:
                continue
            children.setdefault(parent, []).append(int(folder.name))
    found, waiting = [], [root]
    while waiting:
        for child in children.get(waiting.pop(), []):
            found.append(child)
            waiting.append(child)
    return found


def memory_of(processes: list[int]) -> int:
    """Kilobytes that the processes hold; what several share is divided among them (PSS)."""
    total = 0
    for number in processes:
        try:
            lines = Path(f"/proc/{number}/smaps_rollup").read_text().splitlines()
        except OSError:
            continue
        total += sum(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
    return total


def test_memory_stays_bounded_over_two_hundred_pages(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    measured: list[tuple[int, int]] = []  # pages so far, kilobytes
    over = threading.Event()
    with open_site() as site:
        for number in range(1, PAGES + 1):
            following = f"<link rel=next href=/{number + 1}>" if number < PAGES else ""
            said = f"show({json.dumps(reviews(f'page {number}'))});{GREEDY}"
            site.page(f"/{number}", shell(said, head=following))

        def watch() -> None:
            while not over.wait(0.7):
                measured.append((len(site.hits) - 1, memory_of(descendants(os.getpid()))))

        watcher = threading.Thread(target=watch, daemon=True)
        watcher.start()
        begun = time.monotonic()
        posts, report = crawled_page(tmp_path / "s", f"{site.url}/1", render="always")
        took = time.monotonic() - begun
        over.set()
        watcher.join()
    assert len(posts) == PAGES, report
    early = statistics.median(size for pages, size in measured if 20 <= pages <= 70)
    late = statistics.median(size for pages, size in measured if pages >= PAGES - 50)
    most = max(size for _, size in measured)
    with capsys.disabled():
        print(
            f"\n{PAGES} pages in {took:.0f} s; memory of the crawl and its browser, median MB: pages 20-70 "
            f"{early / MB:.0f}, last 50 {late / MB:.0f}, most {most / MB:.0f}"
        )
    assert late < 1.3 * early
    assert most < 1200 * MB


def alive(processes: list[int]) -> list[int]:
    """Those that still run."""
    states = {n: Path(f"/proc/{n}/stat") for n in processes}
    return [n for n, at in states.items() if at.exists() and at.read_text().rpartition(")")[2][1] != "Z"]


def test_a_crawl_killed_while_a_page_is_built_leaves_no_browser_and_goes_on(tmp_path: Path) -> None:
    killed: list[int] = []

    def kill_the_first(hits: list[Hit]) -> Reply:
        if not killed:
            mine = descendants(os.getpid())
            job = next(n for n in mine if b"crawler.job" in Path(f"/proc/{n}/cmdline").read_bytes())
            killed.extend(descendants(job))
            os.kill(job, signal.SIGKILL)
        return Reply(reviews("after all").encode(), headers={"Content-Type": "application/json"})

    with open_site() as site:
        site.page("/", shell("fetch('/data').then(answer => answer.text()).then(show)"))
        site.routes["/data"] = kill_the_first
        study = study_of(tmp_path / "s", f"{site.url}/", render="auto")
        first = run_crawl(study)
        end = time.monotonic() + 15
        while alive(killed) and time.monotonic() < end:
            time.sleep(0.1)
        left = alive(killed)
        second = run_crawl(study)
    assert "crashed" in first.seeds[0].reason
    assert len(killed) > 3  # the driver, and Chromium's processes
    assert left == []
    assert second.seeds[0].reason == "complete; a browser built 1 pages (1 further requests)"
    with study.open() as store:
        assert [post.body for post in iter_posts(store)] == ["after all"]
    assert site.paths().count("/") == 2  # once in each process
