"""A second crawl of known ground: few requests, and what is new, changed and gone is found."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from crawler.launch import CrawlReport, run_crawl
from crawler.study import Study, load_study
from tests.crawler.forum_server import OLD, Forum, forum_server
from tests.spiders.loopback import study_of

THREADS, POSTS = 40, 6
ALL = THREADS * POSTS + 25


def young(days: int) -> str:
    return (datetime.now(UTC) - timedelta(days=days)).isoformat(timespec="seconds").replace("+00:00", "Z")


def filled(forum: Forum) -> None:
    """Forty topics; three of them young, one of these with two pages of posts."""
    for number in range(1, THREADS + 1):
        forum.topic(number, POSTS, OLD.format(number % 28 + 1))
    for number, days in ((1, 3), (2, 2), (3, 1)):
        forum.topics[number]["bumped"] = young(days)
    for _ in range(25):
        forum.post(3, young(1))


def again(study: Study, forum: Forum, **wishes: bool) -> CrawlReport:
    forum.hits.clear()
    return run_crawl(study, **wishes)


def natives(study: Study, where: str) -> set[str]:
    with study.open() as store:
        return {row["native_id"] for row in store.rows(f"SELECT native_id FROM posts WHERE {where}")}


def changed(forum: Forum) -> tuple[list[int], list[int], list[int]]:
    """5 new posts, 3 edited, 2 removed."""
    new = [forum.post(9, young(0)) for _ in range(3)] + [forum.post(1, young(0)) for _ in range(2)]
    edited = [forum.topics[n]["posts"][1]["id"] for n in (1, 2, 9)]
    for post_id in edited:
        forum.find(post_id)["cooked"] = f"<p>The kettle hums no longer, says post {post_id}.</p>"
    removed = [forum.topics[n]["posts"][3]["id"] for n in (2, 3)]
    for post_id in removed:
        forum.remove(post_id)
    return new, edited, removed


@pytest.mark.parametrize("conditional", [True, pytest.param(False, marks=pytest.mark.heavy)])
def test_the_second_crawl_finds_5_new_3_edited_2_removed_with_few_requests(
    tmp_path: Path, conditional: bool
) -> None:
    with forum_server() as forum:
        forum.conditional = conditional
        filled(forum)
        study = study_of(tmp_path / "s", forum.url, source="discourse")
        first = run_crawl(study)
        asked = len(forum.asked())
        assert (first.counts["new"], first.seeds[0].reason) == (ALL, "complete")
        quiet = again(study, forum)
        assert quiet.counts["new"] == quiet.counts["changed"] == quiet.counts.get("gone", 0) == 0
        assert quiet.seeds[0].collected == ALL
        assert quiet.seeds[0].reason.startswith("complete")
        assert len(forum.asked()) <= 8
        assert asked > THREADS
        if conditional:
            assert {status for path, status in forum.hits if path != "/robots.txt"} == {304}
        new, edited, removed = changed(forum)
        report = again(study, forum)
    assert (report.counts["new"], report.counts["changed"], report.counts["gone"]) == (5, 3, 2)
    assert len(forum.asked()) <= 9
    with study.open() as store:
        assert natives(study, "gone_at IS NOT NULL") == set(map(str, removed))
        assert natives(study, "version = 2") == set(map(str, edited))
        assert len(new) == store.value("SELECT count(*) FROM posts WHERE first_run_id = ?", (report.run_id,))
    assert report.seeds[0].collected == ALL + 5 - 2


def test_what_is_old_is_read_again_when_asked_for(tmp_path: Path) -> None:
    with forum_server() as forum:
        filled(forum)
        study = study_of(tmp_path / "s", forum.url, source="discourse")
        run_crawl(study)
        quietly = forum.topics[30]["posts"][0]
        quietly["cooked"] = "<p>An old post, edited in silence.</p>"
        assert again(study, forum).counts["changed"] == 0
        report = again(study, forum, full=True)
        assert report.counts["changed"] == 1
        assert {status for path, status in forum.hits if path == "/t/31.json"} == {304}


def test_a_topic_that_is_gone_takes_its_posts_along_and_they_come_back(tmp_path: Path) -> None:
    with forum_server() as forum:
        filled(forum)
        study = study_of(tmp_path / "s", f"{forum.url}/t/topic-3/3", source="discourse")
        assert run_crawl(study).counts["new"] == POSTS + 25
        topic = forum.topics.pop(3)
        report = again(study, forum)
        assert report.counts["gone"] == POSTS + 25
        with study.open() as store:
            reasons = {r["gone_reason"] for r in store.rows("SELECT gone_reason FROM posts")}
            assert store.value("SELECT count(*) FROM posts") == POSTS + 25
        assert reasons == {"its page is no more"}
        forum.topics[3] = topic
        again(study, forum)
        with study.open() as store:
            assert store.value("SELECT count(*) FROM posts WHERE gone_at IS NOT NULL") == 0


def test_an_interrupted_or_cut_crawl_marks_nothing_as_gone(tmp_path: Path) -> None:
    with forum_server() as forum:
        filled(forum)
        study = study_of(tmp_path / "s", forum.url, source="discourse")
        run_crawl(study)
        changed(forum)
        path = study.folder / "study.toml"
        path.write_text(path.read_text().replace("max_pages = 5000", "max_pages = 3"))
        report = run_crawl(load_study(study.folder))
        assert "gone" not in report.counts
