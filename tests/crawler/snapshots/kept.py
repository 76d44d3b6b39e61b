"""A study with kept pages, made by the crawl's own parts without a crawl process."""

import json
from pathlib import Path

from crawler.clock import now
from crawler.job import StudySink
from crawler.launch import CRAWL_VERSION
from crawler.memory import memory_of
from crawler.pages import Fetched, PostBatch, TakenPage
from crawler.resume import plan_steps
from crawler.store.runs import Fingerprint, finish_run
from crawler.study import Study, load_study
from spiders.discourse.parse import parse
from tests.crawler.forum_server import Forum
from tests.spiders.loopback import study_of

SITE = "https://forum.example.org"


def study_with(folder: Path, settings: dict[str, str] | None = None) -> Study:
    """A study of the forum whose [snapshots] says this."""
    study = study_of(folder, SITE, source="discourse")
    path = study.folder / "study.toml"
    head, _, tail = path.read_text(encoding="utf-8").partition("[snapshots]\n")
    rest = tail.partition("[privacy]")[2]
    lines = "".join(f"{name} = {value}\n" for name, value in (settings or {}).items())
    path.write_text(f"{head}[snapshots]\n{lines}\n[privacy]{rest}", encoding="utf-8")
    return load_study(study.folder)


def keep_pages(study: Study, forum: Forum) -> str:
    """Read the forum's list and topics as a crawl would; returns the run."""
    with study.open() as store:
        mark = Fingerprint("crawl", CRAWL_VERSION, "", "")
        run_id, (step,) = plan_steps(store, study.config.sources, mark)
        memory = memory_of(store, study, step.source, step.job)
        sink = StudySink(store, study.config, run_id, None, memory)
        for path in ("/latest.json", *(f"/t/{number}.json" for number in sorted(forum.topics))):
            body = json.dumps(forum.answer(path, {})).encode()
            headers = {"content-type": "application/json; charset=utf-8"}
            fetched = Fetched(body, SITE + path, headers, now())
            page = parse(fetched)
            taken = TakenPage(fetched, body.decode(), page.posts, "discourse")
            with store.writing():
                sink.save(PostBatch(page.posts, fetched.url, "discourse", taken=taken))
                sink.save_verdicts()
        memory.close()
        finish_run(store, run_id, sink.counts)
    return run_id
