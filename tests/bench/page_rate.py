"""`python -m tests.bench.page_rate`: pages a second of a crawl without delay, and of `wrk`.

wrk asks for one page with one connection and with sixteen, and throws it away: that is what the server
and the loopback can do at all. A polite crawl is slower than either by choice. One JSON object a line;
without wrk its rates are null.
"""

import json
import os
import re
import shutil
import subprocess
import tempfile
import time
from pathlib import Path

from crawler.launch import run_crawl
from tests.bench.crawl_overhead import MORE, maze
from tests.spiders.loopback import study_of

PRODUCTS, PAGES, SECONDS = 15, 14, 4


def wrk(url: str, connections: int) -> float | None:
    """Requests a second, or None without wrk."""
    program = shutil.which("wrk")
    if program is None:
        return None
    command = [program, "-t1", f"-c{connections}", f"-d{SECONDS}s", url]
    run = subprocess.run(command, check=True, capture_output=True, text=True)
    found = re.search(r"Requests/sec:\s*([0-9.]+)", run.stdout)
    return float(found.group(1)) if found else None


def main() -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as name:
        os.environ["CAIFENG_HOME"] = str(Path(name) / "home")
        with maze(Path(name), PRODUCTS, PAGES) as url:
            for connections in (1, 16):
                rate = wrk(f"{url}product/3?page=2", connections)
                print(
                    json.dumps({"client": "wrk", "connections": connections, "pages_per_second": rate}),
                    flush=True,
                )
            study = study_of(Path(name) / "study", url, limit=1_000_000)
            began = time.perf_counter()
            report = run_crawl(study)
            seconds = time.perf_counter() - began
    pages, posts = PRODUCTS * PAGES + 1, report.seeds[0].collected
    line = {"client": "caifeng", "pages": pages, "posts_a_page": MORE + 3, "posts": posts}
    rates = {"pages_per_second": round(pages / seconds, 1), "posts_per_second": round(posts / seconds, 1)}
    print(json.dumps({**line, **rates, "start_up": "included"}), flush=True)


if __name__ == "__main__":
    main()
