"""`python -m tests.bench.crawl_overhead`: CPU for a page, ours against bare Scrapy with the same parser.

Four crawls of the same site on loopback, alternating, each in a process of its own; the CPU seconds
of a crawl of one page are taken off, so that start-up does not count. One JSON object a line.

- bare: Scrapy as it comes, the same parser, posts counted and dropped.
- saving: the same, and the posts of each page saved through Intake (masking, keys, versions, search).
- unkept: manners, frontier and saving, without a copy of the page.
- caifeng: the whole: the page is kept, scrubbed, for `reparse` and conditional requests, too.
"""

import json
import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from crawler.launch import CRAWL_VERSION
from crawler.resume import plan_steps
from crawler.store.runs import Fingerprint
from crawler.study import load_study
from tests.project.tree import ROOT
from tests.spiders.loopback import study_of

PRODUCTS, PAGES, MORE, ROUNDS = 60, 14, 17, 5  # fewer pages, and start-up and neighbours blur the share
VARIANTS = ("bare", "saving", "unkept", "caifeng")


@contextmanager
def maze(folder: Path, products: int, pages: int) -> Iterator[str]:
    """The site of the kill test with 20 posts on a page."""
    words = [str(products), str(pages), str(folder / "asked.log"), str(MORE)]
    command = [sys.executable, "-m", "tests.crawler.frontier.maze", *words]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as server:
        try:
            yield (server.stdout.readline() if server.stdout else "").strip()
        finally:
            server.kill()


def cpu_of(variant: str, url: str) -> float:
    """User and system seconds of one crawl."""
    with tempfile.TemporaryDirectory() as name:
        os.environ["CAIFENG_HOME"] = str(Path(name) / "home")
        command, order = _command(variant, url, Path(name) / "study")
        process = subprocess.Popen(
            command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
        if process.stdin is None or process.stdout is None:
            raise RuntimeError("no pipes")
        process.stdin.write(order.encode())
        process.stdin.close()
        process.stdout.read()
        _, code, usage = os.wait4(process.pid, 0)
        process.returncode = code
        if code:
            raise RuntimeError(f"{variant} ended with {code}")
        return usage.ru_utime + usage.ru_stime


def _command(variant: str, url: str, folder: Path) -> tuple[list[str], str]:
    study = study_of(folder, url, limit=1_000_000)
    if variant in VARIANTS[:2]:
        script = Path(__file__).with_name("bare_crawl.py")
        return [sys.executable, str(script), url, str(folder) if variant == "saving" else ""], ""
    if variant == "unkept":
        path = folder / "study.toml"
        text = path.read_text(encoding="utf-8").replace("keep = true", "keep = false")
        path.write_text(text, encoding="utf-8")
        study = load_study(folder)
        if study.config.snapshots.keep:
            raise RuntimeError("the template says keep in other words now")
    with study.open() as store:
        _, (step,) = plan_steps(store, study.config.sources, Fingerprint("crawl", CRAWL_VERSION, "", ""))
    order: dict[str, Any] = {"study": str(folder), "job_id": step.job.id, "source": step.source.model_dump()}
    return [sys.executable, "-P", "-m", "crawler.job"], json.dumps(order)


def main() -> None:
    """Alternate, take medians, print."""
    os.environ["PYTHONPATH"] = str(ROOT)
    seconds: dict[str, list[float]] = {variant: [] for variant in VARIANTS}
    starts: dict[str, list[float]] = {variant: [] for variant in VARIANTS}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with maze(folder, PRODUCTS, PAGES) as site, maze(folder, 1, 1) as small:
            for turn in range(ROUNDS):
                for variant in VARIANTS[turn % 4 :] + VARIANTS[: turn % 4]:
                    seconds[variant].append(cpu_of(variant, site))
                    starts[variant].append(cpu_of(variant, small))
    pages = PRODUCTS * PAGES - 1
    page = {
        v: (statistics.median(seconds[v]) - statistics.median(starts[v])) / pages * 1000 for v in VARIANTS
    }
    for variant in VARIANTS:
        line = {"crawl": variant, "cpu_ms_a_page": round(page[variant], 2)}
        against = {f"against_{v}": round(page[variant] / page[v], 2) for v in VARIANTS[:2] if v != variant}
        print(json.dumps({**line, **against, "pages": pages, "rounds": ROUNDS}), flush=True)


if __name__ == "__main__":
    main()
