"""Crawl jobs: the form from the schema, what it refuses, one job watched and steered."""

import re
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from crawler.config import SourceSection
from crawler.jobs import listed
from crawler.study import Study, init_study, load_study
from outputs.demo.site import DemoSite, serve_demo
from outputs.web.live import message
from outputs.web.source_form import fields
from tests.outputs.web_tools import Reviewer


@pytest.fixture
def demo_site() -> Iterator[DemoSite]:
    with serve_demo() as site:
        yield site


@pytest.fixture
def crawlable(tmp_path: Path) -> Study:
    """A study that may crawl this machine, without waits."""
    folder = tmp_path / "crawlable"
    init_study(folder)
    path = folder / "study.toml"
    text = path.read_text(encoding="utf-8").replace("delay = 1.0", "delay = 0.0")
    path.write_text(text.replace("allow_private = false", "allow_private = true"), encoding="utf-8")
    return load_study(folder)


def ended(study: Study, seconds: float = 30.0) -> None:
    """Wait until no job is at work any more."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        with study.open() as store:
            views = listed(store)
        if views and not any(view.at_work for view in views):
            return
        time.sleep(0.2)
    raise AssertionError(f"still at work: {views}")


def test_the_form_has_a_field_for_everything_that_a_source_may_say(reviewer: Reviewer) -> None:
    page = reviewer.get("/jobs").text
    known = {field.key for field in fields()}
    flat = set(SourceSection.model_fields) - {"scroll", "select"}

    assert flat <= known
    assert {"scroll.times", "select.post"} <= known
    assert all(f'name="{key}"' in page for key in known)
    assert re.search(r'id="f-limit"[^>]*value="2000"[^>]*min="1"', page)


@pytest.mark.parametrize("url", ["http://127.0.0.1:9/", "http://localhost/", "http://[::1]/", "http://10.0.0.8/"])
@pytest.mark.parametrize("do", ["start", "plan"])
def test_private_addresses_are_refused_before_any_request(reviewer: Reviewer, url: str, do: str) -> None:
    answer = reviewer.post("/jobs/new", url=url, do=do)

    assert answer.status_code == 400
    assert "A private or loopback address" in answer.text
    assert load_study(reviewer.study.folder).config.sources == []


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"url": "javascript:alert(1)"}, "must be an http"),
        ({"url": ""}, "Field required"),
        ({"url": "https://forum.example/", "limit": "none"}, "valid integer"),
        ({"url": "https://forum.example/", "select.post": "p["}, "is no CSS selector"),
    ],
)
def test_what_cannot_be_used_is_said_and_kept(reviewer: Reviewer, given: dict[str, str], said: str) -> None:
    answer = reviewer.post("/jobs/new", do="start", subject="Lantern", **given)

    assert answer.status_code == 400
    assert said in answer.text
    assert 'value="Lantern"' in answer.text


def test_an_address_with_other_settings_is_not_silently_ignored(study: Study) -> None:
    path = study.folder / "study.toml"
    block = '\n[[sources]]\nsource = "web"\nurl = "https://8.8.8.8/"\nlimit = 5\n'
    path.write_text(path.read_text(encoding="utf-8") + block, encoding="utf-8")
    with Reviewer(load_study(study.folder)) as reviewer:
        answer = reviewer.post("/jobs/new", url="https://8.8.8.8/", source="web", limit="9", do="start")

    assert answer.status_code == 400
    assert "with other settings" in answer.text


def test_a_crawl_is_previewed_started_and_watched_to_its_end(crawlable: Study, demo_site: DemoSite) -> None:
    blog = next(one["url"] for one in demo_site.sources if one["source"] in ("wordpress", "auto"))
    with Reviewer(crawlable) as reviewer:
        preview = reviewer.post("/jobs/new", url=blog, do="plan")
        assert "nothing was stored" in preview.text
        assert load_study(crawlable.folder).config.sources == []
        started = reviewer.post("/jobs/new", url=blog, limit="10", do="start")
        assert started.status_code == 303
        place = started.headers["location"]
        ended(crawlable)
        page = reviewer.get(place).text
        stream = reviewer.get(f"{place}/events")
        listing = reviewer.get("/jobs/all/events").text

    assert load_study(crawlable.folder).config.sources[0].limit == 10
    assert "state ended" in page
    assert stream.headers["content-type"].startswith("text/event-stream")
    assert stream.text.endswith("event: over\ndata: over\n\n")
    assert 'class="log"' in stream.text
    assert blog in listing


def state_of(study: Study, wanted: str, seconds: float = 20.0) -> None:
    """Wait until the first job is in a state."""
    until = time.monotonic() + seconds
    found = ""
    while time.monotonic() < until:
        with study.open() as store:
            found = listed(store)[-1].state
        if found == wanted:
            return
        time.sleep(0.1)
    raise AssertionError(f"it is {found}, not {wanted}")


def test_a_crawl_is_paused_and_stopped_from_its_page(crawlable: Study, demo_site: DemoSite) -> None:
    path = crawlable.folder / "study.toml"
    text = path.read_text(encoding="utf-8").replace("delay = 0.0", "delay = 1.0")
    path.write_text(text, encoding="utf-8")
    with Reviewer(load_study(crawlable.folder)) as reviewer:
        place = reviewer.post("/jobs/new", url=demo_site.shop_url, do="start").headers["location"]
        state_of(crawlable, "running")
        assert reviewer.post("/jobs/new", known=demo_site.shop_url).status_code == 409
        assert reviewer.post(f"{place}/ask", do="pause").status_code == 303
        state_of(crawlable, "paused")
        assert 'value="resume"' in reviewer.get(place).text
        assert reviewer.post(f"{place}/ask", do="stop").status_code == 303
        state_of(crawlable, "stopped")
        assert reviewer.post(f"{place}/ask", do="pause").status_code == 409
        assert "not at work" in reviewer.post(f"{place}/ask", do="pause").text


def test_a_job_that_is_over_cannot_be_paused(sample: Study) -> None:
    with Reviewer(sample) as reviewer:
        assert reviewer.get("/jobs/7").status_code == 404
        assert reviewer.post("/jobs/7/ask", do="pause").status_code == 404
        assert reviewer.get("/jobs/7/events").status_code == 404


def test_an_event_keeps_its_lines() -> None:
    assert message("<p>\n<b>") == "data: <p>\ndata: <b>\n\n"
