"""`caifeng plan`: what it says is what a crawl then does, and it asks for little."""

import json
from pathlib import Path

import pytest

from crawler.launch import run_crawl
from crawler.store.posts import count_posts
from outputs.cli import run
from spiders.planning import plan
from spiders.planning.sketch import Budget, Seen, sketch
from tests.spiders.loopback import Loopback, Reply, loopback, review_page, study_of


def test_a_stated_total_gives_requests_and_time() -> None:
    seen = Seen("https://a.example.org/", "auto", engine="steam", starts=1, posts=100, expected=950, links=1)
    found = sketch(seen, Budget(limit=2000, max_pages=5000, delay=2.0))
    assert (found.basis, found.requests_least, found.seconds_most) == ("stated", 10, 20.0)
    bounded = sketch(seen, Budget(limit=300, max_pages=5000, delay=2.0))
    assert (bounded.requests_least, bounded.not_taken) == (3, ("650 of 950 posts: limit = 300",))
    slow = Seen("u", "auto", engine="steam", starts=1, posts=100, expected=950, links=1, crawl_delay=10.0)
    assert sketch(slow, Budget(2000, 5, 2.0)).seconds_least == 50.0
    assert "max_pages = 5" in sketch(slow, Budget(2000, 5, 2.0)).not_taken[-1]


def test_links_alone_give_a_lower_bound() -> None:
    seen = Seen("u", "phpbb", engine="phpbb", starts=1, links=25, closed_links=2)
    found = sketch(seen, Budget(limit=2000, max_pages=500, delay=1.0))
    assert (found.basis, found.requests_least, found.requests_most) == ("at least", 26, 500)
    assert found.not_taken == ("2 links of the first page: closed by robots.txt",)
    assert sketch(Seen("u", "auto"), Budget(1, 1, 1.0)).basis == "nothing"


def shop(site: Loopback) -> str:
    site.routes["/robots.txt"] = Reply(
        b"User-agent: *\nCrawl-delay: 0.5\nDisallow: /shut\n", headers={"Content-Type": "text/plain"}
    )
    site.page("/shop", review_page("One.", "Two.", head='<link rel="next" href="/shut?page=2">'))
    return f"{site.url}/shop"


def test_a_plan_asks_little_and_stores_nothing(tmp_path: Path) -> None:
    with loopback() as site:
        study = study_of(tmp_path / "s", shop(site), f"{site.url}/gone", source="auto")
        found = plan(study.config, study=study)
        assert sorted(site.paths()) == ["/gone", "/robots.txt", "/shop"]
        assert found.requests_made == 3
        first, second = found.sources
        assert (first.engine, first.robots, first.crawl_delay) == ("schema_org", "allowed by robots.txt", 0.5)
        assert first.score > 0.3
        assert first.posts_on_first_page == 2
        assert first.not_taken == ("1 links of the first page: closed by robots.txt",)
        assert (second.engine, second.basis, second.problems) == (None, "nothing", ("error 404",))
        with study.open() as store:
            assert count_posts(store) == store.value("SELECT count(*) FROM robots") == 0


def test_the_plan_agrees_with_the_crawl(tmp_path: Path) -> None:
    """A source with a stated total: as many pages are fetched as were announced."""

    def page(start: int) -> Reply:
        body = {
            "success": 1,
            "cursor": f"c{start + 20}",
            "query_summary": {"num_reviews": 20, "total_reviews": 70},
            "reviews": [
                {"recommendationid": str(n), "author": {"steamid": str(n)}, "review": f"Fine {n}."}
                for n in range(start, min(start + 20, 70))
            ],
        }
        return Reply(json.dumps(body).encode(), headers={"Content-Type": "application/json"})

    with loopback() as site:
        fixed = "json=1&filter=recent&num_per_page=100&filter_offtopic_activity=0"
        free = "language=all&purchase_type=all&review_type=all"
        for start in range(0, 100, 20):
            cursor = "%2A" if not start else f"c{start}"
            site.routes[f"/appreviews/7?{fixed}&{free}&cursor={cursor}"] = page(start)
        study = study_of(tmp_path / "s", f"{site.url}/app/7/Tea", source="steam")
        found = plan(study.config, study=study).sources[0]
        assert (found.expected, found.basis, found.requests_least) == (70, "stated", 4)
        before = len(site.hits)
        assert run_crawl(study).seeds[0].collected == 70
        pages = [hit for hit in site.hits[before:] if hit.path != "/robots.txt"]
        assert len(pages) in (4, 5)  # Steam says that it is over on a page of its own


def test_what_cannot_be_looked_at_is_said(tmp_path: Path) -> None:
    with loopback() as site:
        site.routes["/robots.txt"] = Reply(b"User-agent: *\nDisallow: /\n")
        closed = plan(study_of(tmp_path / "a", f"{site.url}/shop", source="auto").config).sources[0]
        assert closed.robots == "disallowed by robots.txt"
        assert closed.problems == ("closed by robots.txt",)
        assert site.paths() == ["/robots.txt"]
        private = plan(study_of(tmp_path / "b", f"{site.url}/shop", source="auto", private=False).config)
        assert "private" in private.sources[0].problems[0]
    unknown = plan(study_of(tmp_path / "c", "https://shop.example.org/", source="usenet").config)
    assert "there is no source 'usenet'" in unknown.sources[0].problems[0]
    assert unknown.requests_made == 0


def test_the_command_says_it_in_words(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with loopback() as site:
        study = study_of(tmp_path / "s", shop(site), source="auto")
        assert run(["plan", "--study", str(study.folder)]) == 0
    said = capsys.readouterr()
    assert "engine      schema_org" in said.out
    assert "asks for 0.5 s between requests" in said.out
    assert "closed by robots.txt" in said.out
    assert "2 requests were made" in said.err
    assert run(["plan"]) == 2
    assert run(["plan", "ftp://x"]) == 2
