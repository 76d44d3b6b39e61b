"""Kept pages in a study: read again, written as WARC, dropped in time, shown, and switched off."""

import gzip
import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from warcio.archiveiterator import ArchiveIterator

from crawler.clock import now
from crawler.config import SourceSection
from crawler.errors import UsageProblem
from crawler.pages import Fetched, Page
from crawler.reparse import reparse
from crawler.snapshots.bodies import Bodies
from crawler.snapshots.expiry import count_raw, drop_expired
from crawler.snapshots.reading import shown_snapshot
from crawler.snapshots.warc import write_warc
from crawler.study import Study
from spiders.rereading import reread, versions
from tests.crawler.forum_server import OLD, Forum
from tests.crawler.snapshots.kept import keep_pages, study_with

POSTS = 3 * 4


@pytest.fixture
def crawled(tmp_path: Path) -> Study:
    """A study with three topics and their list."""
    forum = Forum()
    for number in (1, 2, 3):
        forum.topic(number, 3, OLD.format(number))
        forum.post(number, OLD.format(number), f"Ring me on 138 0013 800{number}, @bobby.")
    study = study_with(tmp_path / "s")
    keep_pages(study, forum)
    return study


def rows(study: Study, sql: str) -> list[tuple[object, ...]]:
    with study.open() as store:
        return [tuple(row) for row in store.conn.execute(sql)]


def everything(study: Study) -> bytes:
    return b"".join(p.read_bytes() for p in study.folder.rglob("*") if p.is_file())


def test_every_page_is_kept_and_names_nobody(crawled: Study) -> None:
    assert rows(crawled, "SELECT count(*), count(DISTINCT url), sum(raw) FROM snapshots") == [(4, 4, 0)]
    bodies = Bodies(crawled.folder)
    texts = [bodies.get(str(name)) or b"" for (name,) in rows(crawled, "SELECT body FROM snapshots")]
    bodies.close()
    assert all(texts)
    assert not any(word in text for text in texts for word in (b"ann_", b"138 0013", b"bobby"))
    kept = "SELECT count(*) FROM posts WHERE snapshot_id IN (SELECT id FROM snapshots)"
    assert rows(crawled, kept) == [(POSTS,)]


def test_reading_again_changes_nothing_where_the_parser_is_the_same(crawled: Study) -> None:
    before = rows(crawled, "SELECT id, text, author_key, url, version FROM posts ORDER BY id")
    report = reparse(crawled, reread, versions())
    assert (report.counts["same"], report.counts["new"], report.counts["changed"]) == (POSTS, 0, 0)
    assert (report.pages, report.failed, report.lost) == (4, 0, ())
    assert rows(crawled, "SELECT id, text, author_key, url, version FROM posts ORDER BY id") == before


def test_a_new_parser_gives_versions_with_their_origin_and_names_what_it_lost(crawled: Study) -> None:
    def better(name: str, fetched: Fetched, asked: SourceSection | None) -> Page:
        page = reread(name, fetched, asked)
        posts = [replace(p, body=p.body.replace("hums", "sings")) for p in page.posts if not p.title]
        return replace(page, posts=posts)

    newer = {**versions(), "discourse": "discourse@99"}
    dry = reparse(crawled, better, newer, dry_run=True)
    assert dry.counts["changed"] == 6
    assert rows(crawled, "SELECT count(*) FROM post_versions") == [(POSTS,)]
    report = reparse(crawled, better, newer)
    assert (report.counts["changed"], report.counts["same"], len(report.lost)) == (6, 3, 3)
    newer_ones = "version = 2 AND snapshot_id IS NOT NULL"
    sql = f"SELECT DISTINCT parser_version, run_id FROM post_versions WHERE {newer_ones}"
    assert rows(crawled, sql) == [("discourse@99", report.run_id)]
    assert rows(crawled, "SELECT count(*) FROM posts") == [(POSTS,)]
    assert reparse(crawled, reread, versions(), only="discourse").counts["changed"] == 6


def test_a_page_that_breaks_a_parser_is_said_and_the_others_are_read(crawled: Study) -> None:
    def brittle(name: str, fetched: Fetched, asked: SourceSection | None) -> Page:
        if "/t/2" in fetched.url:
            raise ValueError("odd")
        return reread(name, fetched, asked)

    report = reparse(crawled, brittle, versions())
    assert (report.failed, report.pages) == (1, 3)
    assert rows(crawled, "SELECT count(*) FROM rejects WHERE reason LIKE '%ValueError%'") == [(1,)]


def test_no_pages_of_a_source_is_an_error_that_says_so(crawled: Study) -> None:
    with pytest.raises(UsageProblem, match="no pages were kept of source phpbb"):
        reparse(crawled, reread, versions(), only="phpbb")


def test_warc_is_read_by_warcio_record_by_record(crawled: Study, tmp_path: Path) -> None:
    out = tmp_path / "kept.warc.gz"
    report = write_warc(crawled, out)
    with out.open("rb") as handle:
        found = {}
        for record in ArchiveIterator(handle, check_digests="raise"):
            if record.rec_type == "response":
                url = record.rec_headers.get_header("WARC-Target-URI")
                assert record.rec_headers.get_header("X-Caifeng-Scrubbed") == "yes"
                assert record.http_headers.get_statuscode() == "200"
                found[url] = json.loads(record.content_stream().read())
    assert len(found) == report.records == 4
    assert {url for (url,) in rows(crawled, "SELECT url FROM snapshots")} == set(found)
    assert b"ann_" not in gzip.decompress(out.read_bytes())
    manifest = json.loads((tmp_path / "kept.warc.gz.manifest.json").read_text())
    assert (manifest["records"], manifest["sha256"]) == (4, report.sha256)


def test_a_kept_page_can_be_shown_safely(crawled: Study) -> None:
    ((post_id,),) = rows(crawled, "SELECT id FROM posts LIMIT 1")
    with crawled.open() as store:
        shown = shown_snapshot(store, crawled.folder, str(post_id))
        assert shown_snapshot(store, crawled.folder, "p0") is None
    assert shown is not None
    assert "kettle" in shown.text
    assert shown.html is None


def one_topic(posts: int) -> Forum:
    forum = Forum()
    forum.topic(1, posts, OLD.format(1))
    return forum


def test_raw_pages_are_kept_when_asked_for_and_dropped_after_their_days(tmp_path: Path) -> None:
    study = study_with(tmp_path / "s", {"raw": "true", "raw_ttl_days": "3"})
    keep_pages(study, one_topic(2))
    assert reparse(study, reread, versions()).counts["same"] == 2
    with study.open() as store:
        assert count_raw(store) == 2
        body = store.value("SELECT body FROM snapshots WHERE url LIKE '%/t/%'")
        assert b"ann_" in (Bodies(study.folder).get(body) or b"")
        long_ago = (now() - timedelta(days=4)).isoformat()
        store.conn.execute("UPDATE snapshots SET fetched_at = ?", (long_ago,))
        assert drop_expired(store, study).snapshots == 2
        assert count_raw(store) == 0
    assert Bodies(study.folder).get(body) is None
    assert b"ann_" not in everything(study)


def test_no_pages_are_kept_when_the_study_says_so(tmp_path: Path) -> None:
    study = study_with(tmp_path / "s", {"keep": "false"})
    keep_pages(study, one_topic(2))
    assert rows(study, "SELECT count(*) FROM posts") == [(2,)]
    assert not (study.folder / "snapshots").exists()


def test_pages_beyond_the_limit_are_counted_and_not_kept(tmp_path: Path) -> None:
    study = study_with(tmp_path / "s", {"max_page_kb": "1"})
    keep_pages(study, one_topic(15))
    ((counts,),) = rows(study, "SELECT counts FROM runs")
    assert json.loads(str(counts))["pages.too_large"] == 1
    assert rows(study, "SELECT count(*) FROM posts") == [(15,)]


def test_the_same_page_is_kept_once_and_another_beside_it(tmp_path: Path) -> None:
    study, forum = study_with(tmp_path / "s"), one_topic(2)
    keep_pages(study, forum)
    keep_pages(study, forum)
    assert rows(study, "SELECT count(*) FROM snapshots") == [(2,)]
    forum.post(1, OLD.format(2))
    keep_pages(study, forum)
    assert rows(study, "SELECT count(*) FROM snapshots") == [(4,)]
    assert reparse(study, reread, versions()).counts["same"] == 3
