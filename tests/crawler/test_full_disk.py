"""A full disk, played by a limit on how large a file may grow: nothing is lost, and it is said."""

import json
import os
import resource
import subprocess
import sys
from collections import Counter
from pathlib import Path

from crawler.store.posts import iter_posts
from crawler.study import load_study
from tests.crawler.frontier import maze
from tests.project.tree import ROOT
from tests.spiders.loopback import loopback, study_of

KB = 1024


def caifeng(*words: object, file_kb: int | None = None) -> "subprocess.CompletedProcess[str]":
    """The command line in a process of its own, whose files may grow to so many kB."""

    def limit() -> None:
        if file_kb is not None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (file_kb * KB, file_kb * KB))

    return subprocess.run(
        [sys.executable, "-m", "outputs.cli", *map(str, words)],
        cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, text=True, check=False,
        preexec_fn=limit,
    )  # fmt: skip


def bodies(folder: Path) -> Counter[str]:
    with load_study(folder).open() as store:
        assert store.value("PRAGMA integrity_check") == "ok"
        return Counter(post.body for post in iter_posts(store))


def test_an_import_that_meets_a_full_disk(tmp_path: Path) -> None:
    folder, path = tmp_path / "s", tmp_path / "t.jsonl"
    text = "the lid of cup {} drips, and so does the other one"
    rows = [{"text": text.format(n), "star": n % 5 + 1} for n in range(9_000)]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    assert caifeng("init", folder).returncode == 0
    full = caifeng("import", path, "--study", folder, file_kb=3_000)
    assert full.returncode == 1, full.stderr
    assert "the disk took no more" in full.stderr
    assert "posts were saved before" in full.stderr
    assert "free some space" in full.stderr
    assert "Traceback" not in full.stderr
    saved = sum(bodies(folder).values())
    assert saved % 1_000 == 0
    assert 0 < saved < len(rows)
    assert f"{saved:,} posts were saved before" in full.stderr
    again = caifeng("import", path, "--study", folder, "--json")
    report = json.loads(again.stdout)
    assert (report["new"], report["same"]) == (len(rows) - saved, saved)
    assert bodies(folder) == Counter(row["text"] for row in rows)


def test_a_crawl_that_meets_a_full_disk(tmp_path: Path) -> None:
    folder = tmp_path / "s"
    products, pages = 4, 15
    with loopback() as site:
        site.page("/", maze.front(products))
        for product in range(1, products + 1):
            for page in range(1, pages + 1):
                site.page(f"/product/{product}?page={page}", maze.product_page(product, page, pages, 17))
        study_of(folder, f"{site.url}/", limit=1_000_000)
        full = caifeng("crawl", "--study", folder, file_kb=1_200)
        assert "the disk took no more" in full.stdout + full.stderr, full.stdout + full.stderr
        assert "Traceback" not in full.stderr
        asked = len(site.hits)
        assert asked < products * pages  # it stopped, and did not go on fetching what it cannot keep
        before = bodies(folder)
        with load_study(folder).open() as store:
            assert store.value("SELECT collected FROM seeds") == sum(before.values())
        done = caifeng("crawl", "--study", folder)
        assert done.returncode == 0, done.stderr
        assert "went on after an interruption" in done.stdout + done.stderr
    found = bodies(folder)
    assert before <= found
    assert sum(found.values()) == products * pages * (maze.POSTS_PER_PAGE + 17)
    assert max(count for body, count in found.items() if body != maze.ANONYMOUS) == 1
