"""`python -m tests.bench.review_crowd --dir DIR [--seconds 60]`: twenty readers and one writer at once.

The study in DIR (made by `tests.bench.review_pages`, or any other) is served on a real socket; the
readers walk over the pages, the writer decides as fast as answers come. Prints one JSON line: requests,
errors, decisions sent and kept, p50 and p95 in milliseconds as the readers saw them.
"""

import argparse
import json
import statistics
import threading
import time
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.error import URLError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, OpenerDirector, build_opener

from crawler.study import Study, load_study
from mining.decision_log import last_decision
from mining.overlay import load_overlay
from outputs.web import Session, make_app
from outputs.web.serve import address, listen, serve_app

READERS = 20
PATHS = ("/", "/board", "/board?by=phase", "/journey", "/decisions", "/finding/{}", "/board?kind=pain")


class Crowd:
    """Counts what readers and the writer meet."""

    def __init__(self, url: str, browser: OpenerDirector, findings: list[str], seconds: float) -> None:
        self.url, self.browser, self.findings = url, browser, findings
        self.until = time.monotonic() + seconds
        self.times: list[float] = []
        self.errors: list[str] = []
        self.sent = 0

    def read(self, number: int) -> None:
        """Walk over the pages until time is up."""
        step = number
        while time.monotonic() < self.until:
            path = PATHS[step % len(PATHS)].format(self.findings[step % len(self.findings)])
            self.times.append(self._ask(path, None))
            step += 1

    def write(self, csrf: str) -> None:
        """Decide, one finding after the other."""
        while time.monotonic() < self.until:
            subject = self.findings[self.sent % len(self.findings)]
            action = ("accept", "star", "note")[self.sent % 3]
            form = {"csrf": csrf, "action": action, "subject": subject, "back": "/board", "text": "seen"}
            self._ask("/decide", urlencode(form).encode())
            self.sent += 1

    def _ask(self, path: str, body: bytes | None) -> float:
        began = time.perf_counter()
        try:
            with self.browser.open(self.url + path, body, timeout=60) as answer:
                answer.read()
        except (URLError, OSError) as error:
            self.errors.append(f"{path}: {error}")
        return 1000 * (time.perf_counter() - began)


def main() -> None:
    raw = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=raw)
    parser.add_argument("--dir", type=Path, required=True)
    parser.add_argument("--seconds", type=float, default=60)
    given = parser.parse_args()
    print(json.dumps(run(load_study(given.dir), given.seconds)))


def run(study: Study, seconds: float, readers: int = READERS) -> dict[str, object]:
    """Serve a study to a crowd for so long; gives what the line says."""
    with study.open() as store:
        findings = [item.id for item in load_overlay(store, whole=False).shown][:300]
        before = last_decision(store)
    session, sock = Session(), listen()
    url = address(sock).rstrip("/")
    threading.Thread(target=serve_app, args=(make_app(study, session), sock), daemon=True).start()
    browser = build_opener(HTTPCookieProcessor(CookieJar()))
    browser.open(session.opening_url(f"{url}/"), timeout=60).close()
    crowd = Crowd(url, browser, findings, seconds)
    threads = [threading.Thread(target=crowd.read, args=(n,)) for n in range(readers)]
    threads.append(threading.Thread(target=crowd.write, args=(session.csrf,)))
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with study.open() as store:
        kept = last_decision(store) - before
    cuts = statistics.quantiles(crowd.times, n=20)
    return {
        "readers": readers,
        "seconds": seconds,
        "pages": len(crowd.times),
        "errors": crowd.errors[:3],
        "decisions_sent": crowd.sent,
        "decisions_kept": kept,
        "p50_ms": round(cuts[9]),
        "p95_ms": round(cuts[18]),
    }


if __name__ == "__main__":
    main()
