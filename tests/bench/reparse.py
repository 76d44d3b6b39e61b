"""`python -m tests.bench.reparse`: posts a second that `caifeng reparse` reads, and the size of kept pages.

The pages are those of the overhead bench (25 kB, 20 posts), kept by the crawl's own parts. One JSON line.
"""

import json
import os
import tempfile
import time
from pathlib import Path

from crawler.clock import now
from crawler.job import StudySink
from crawler.memory import memory_of
from crawler.pages import Fetched, PostBatch, TakenPage
from crawler.reparse import reparse
from crawler.resume import plan_steps
from crawler.snapshots.bodies import Bodies
from crawler.store.runs import Fingerprint
from crawler.study import Study
from spiders.rereading import reread, versions
from spiders.schema_org.parse import parse
from tests.crawler.frontier.maze import product_page
from tests.spiders.loopback import study_of

PAGES, MORE = 500, 17
SITE = "https://shop.example.org/product/1?page="


def kept(folder: Path) -> Study:
    """A study whose pages were kept as a crawl keeps them."""
    study = study_of(folder, SITE + "1")
    with study.open() as store:
        run_id, (step,) = plan_steps(store, study.config.sources, Fingerprint("crawl", 1, "", ""))
        memory = memory_of(store, study, step.source, step.job)
        sink = StudySink(store, study.config, run_id, None, memory)
        for number in range(1, PAGES + 1):
            text = product_page(1, number, PAGES, MORE)
            kind = {"content-type": "text/html; charset=utf-8"}
            fetched = Fetched(text.encode(), f"{SITE}{number}", kind, now())
            page = parse(fetched)
            taken = TakenPage(fetched, text, page.posts, "schema_org")
            with store.writing():
                sink.save(PostBatch(page.posts, fetched.url, "schema_org", taken=taken))
                sink.save_verdicts()
        memory.close()
    return study


def main() -> None:
    """Keep, read again, print."""
    with tempfile.TemporaryDirectory() as name:
        os.environ["CAIFENG_HOME"] = str(Path(name) / "home")
        study = kept(Path(name) / "study")
        began, cpu = time.perf_counter(), time.process_time()
        report = reparse(study, reread, versions())
        seconds, cpu = time.perf_counter() - began, time.process_time() - cpu
        posts = sum(report.counts[name] for name in ("new", "changed", "same"))
        line = {
            "step": "reparse", "pages": report.pages, "posts": posts, "same": report.counts["same"],
            "posts_per_second": round(posts / seconds), "posts_per_cpu_second": round(posts / cpu),
            "cpu_ms_a_page": round(cpu / report.pages * 1000, 2),
            "kept_bytes_a_page": round(Bodies(study.folder).size / report.pages),
        }  # fmt: skip
        print(json.dumps(line), flush=True)


if __name__ == "__main__":
    main()
