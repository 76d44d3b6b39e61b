"""The completeness ledger: one line a seed, whatever seeds share an address."""

from pathlib import Path

from crawler.add_source import add_source
from crawler.config import SourceSection
from crawler.launch import run_crawl
from crawler.resume import seed_key
from crawler.store import Store
from crawler.store.jobs import register_job
from crawler.store.ledger import SeedResult, line_of, list_seeds, save_seed, seeds_of_run
from crawler.store.runs import Fingerprint, start_run
from crawler.store.schema import FRONTIER_MIGRATIONS
from crawler.study import load_study
from tests.spiders.loopback import loopback, review_page, study_of

URL = "https://shop.example.org/kettle/"


def run(store: Store) -> str:
    return start_run(store, Fingerprint("crawl", 1, "c", ""))


def test_two_seeds_of_one_address_keep_their_lines(store: Store) -> None:
    run_id = run(store)
    first = SeedResult("oscar", URL, 9, 9, "complete")
    second = SeedResult("schema_org", URL, None, 2, "complete")
    save_seed(store, run_id, first, key="a")
    save_seed(store, run_id, second, key="b")
    assert seeds_of_run(store, run_id) == [first, second]
    assert (line_of(store, run_id, "b"), line_of(store, run_id, "c")) == (second, None)
    assert [line["source"] for line in list_seeds(store)] == ["oscar", "schema_org"]


def test_a_seed_that_goes_on_has_one_line_though_its_source_was_found_meanwhile(store: Store) -> None:
    run_id = run(store)
    save_seed(store, run_id, SeedResult("auto", URL, None, 0, "interrupted"), key="a")
    save_seed(store, run_id, SeedResult("oscar", URL, 9, 9, "complete"), key="a")
    assert [(line.source, line.collected) for line in seeds_of_run(store, run_id)] == [("oscar", 9)]


def test_two_sources_of_one_address_are_crawled_and_told_apart(tmp_path: Path) -> None:
    with loopback() as site:
        site.page("/a", review_page("Pours well.", "Leaks."))
        folder = study_of(tmp_path / "s", f"{site.url}/a", source="schema_org").folder
        add_source(folder, SourceSection(source="mybb", url=f"{site.url}/a"))
        study = load_study(folder)
        report = run_crawl(study)
    assert [(seed.source, seed.collected) for seed in report.seeds] == [("schema_org", 2), ("mybb", 0)]
    with study.open() as store:
        lines = [(line["source"], line["collected"]) for line in list_seeds(store)]
        keys = {row["seed_key"] for row in store.rows("SELECT seed_key FROM seeds")}
    assert sorted(lines) == [("mybb", 0), ("schema_org", 2)]
    assert keys == {seed_key(source) for source in study.config.sources}


def test_lines_of_older_studies_get_the_key_of_their_job(store: Store) -> None:
    run_id = run(store)
    register_job(store, run_id, "the key", "auto", URL)
    store.conn.execute("DROP TABLE seeds")
    store.conn.execute(
        "CREATE TABLE seeds (run_id TEXT NOT NULL, source TEXT NOT NULL, url TEXT NOT NULL, expected INTEGER,"
        " collected INTEGER NOT NULL DEFAULT 0, reason TEXT NOT NULL, PRIMARY KEY (run_id, url)) STRICT"
    )
    sql = "INSERT INTO seeds VALUES (?, 'oscar', ?, 9, 9, 'complete')"
    store.conn.executemany(sql, [(run_id, URL), (run_id, "https://other.example.org/")])
    migration = next(m for m in FRONTIER_MIGRATIONS._migrations if m.name == "seeds_by_key")
    migration.fn(store.db)
    assert line_of(store, run_id, "the key") == SeedResult("oscar", URL, 9, 9, "complete")
    assert line_of(store, run_id, "https://other.example.org/") is not None
