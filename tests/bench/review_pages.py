"""`python -m tests.bench.review_pages [--dir DIR] [--posts N]`: server time and size of the app's pages.

The study is made in DIR when it is not there yet (`--posts 100000` takes some minutes and 1.5 GB).
Prints a Markdown table: the first answer, the median of the next ones, the processor's share of each
(which does not depend on what else the machine does), and the bytes.
"""

import argparse
import statistics
import tempfile
import time
from pathlib import Path
from typing import Any

from starlette.testclient import TestClient

from crawler.study import Study, load_study
from mining.decisions import record
from mining.overlay import load_overlay
from outputs.web import Session, make_app
from tests.bench.big_study import make_big

ROUNDS = 9


def pages(study: Study) -> list[str]:
    """The pages to ask for, those of one finding included."""
    from outputs.web.pages import all_pages

    with study.open() as store:
        finding = store.value("SELECT id FROM findings ORDER BY rank LIMIT 1")
    plain = sorted({path for page in all_pages() for path in page.reads if "{" not in path})
    skipped = ("/report", "/decide")  # the report reads everything on purpose
    further = f"/board/more?column=new&after={finding}"
    more = ["/board?by=phase", "/board?kind=pain", further, "/journey?map=to_be"]
    own = [f"/finding/{finding}", f"/finding/{finding}/ask?do=merge", f"/finding/{finding}/ask?do=split"]
    return [*(path for path in plain if path not in skipped), *more, *own]


def main() -> None:
    raw = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=raw)
    parser.add_argument("--dir", type=Path, default=None)
    parser.add_argument("--posts", type=int, default=100_000)
    given = parser.parse_args()
    folder = given.dir or Path(tempfile.mkdtemp()) / "big"
    began = time.perf_counter()
    if (folder / "study.toml").exists():
        study = load_study(folder)
    else:
        findings, evidence = max(3, given.posts * 15 // 1_000), given.posts * 3
        study = make_big(folder, posts=given.posts, findings=findings, evidence=evidence)
    print(f"study: {time.perf_counter() - began:.0f} s")
    session = Session()
    with TestClient(make_app(study, session), base_url="http://127.0.0.1") as client:
        client.get(f"/?token={session.opening}")
        wait_until_counted(client)
        print("| page | first, ms | CPU | median, ms | CPU | worst, ms | kB |\n|---|---|---|---|---|---|---|")
        for path in pages(study):
            print(line(client, path), flush=True)
        decided = deciding(client, study, session)
        print(f"| a decision (record, then the card anew) | | | | {decided:.0f} | | |")


def wait_until_counted(client: TestClient) -> None:
    """Ask for what is counted in the background until it is there."""
    began = time.perf_counter()
    for path in ("/home/figures", "/board", "/journey", "/queue", "/compare"):
        while "Counting" in client.get(path, headers={"accept-language": "en"}).text:
            time.sleep(0.5)
    print(f"counted in the background: {time.perf_counter() - began:.0f} s")


def line(client: TestClient, path: str) -> str:
    """One row of the table."""
    answers: list[Any] = [client.get(path) for _ in range(ROUNDS + 1)]
    times, worked = ([timing(answer, name) for answer in answers] for name in ("app", "cpu"))
    size = len(answers[0].content) / 1000
    later, cpu = statistics.median(times[1:]), statistics.median(worked[1:])
    first = f"{times[0]:.0f} | {worked[0]:.0f}"
    return f"| `{path}` | {first} | {later:.0f} | {cpu:.0f} | {max(times[1:]):.0f} | {size:.0f} |"


def timing(answer: Any, name: str) -> float:
    """Milliseconds that an answer says it took: as a whole (app) or of the processor (cpu)."""
    found = dict(one.strip().split(";dur=") for one in answer.headers["server-timing"].split(","))
    return float(found[name])


def deciding(client: TestClient, study: Study, session: Session) -> float:
    """Median CPU time of a write by script: the decision, and the card anew with all decisions laid over."""
    with study.open() as store:
        ids = [item.id for item in load_overlay(store, whole=False).shown[:ROUNDS]]
        record(store, "merge", ids[0], {"into": ids[1]})
    times = []
    for one in ids[1:]:
        data = {"csrf": session.csrf, "action": "accept", "subject": one, "back": "/board", "view": "card"}
        answer = client.post("/decide", data=data, headers={"hx-request": "true"})
        times.append(timing(answer, "cpu"))
    return statistics.median(times)


if __name__ == "__main__":
    main()
