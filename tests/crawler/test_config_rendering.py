"""What study.toml may say about the browser, and how it is told what is wrong."""

from pathlib import Path

import pytest

from crawler.add_source import add_source
from crawler.config import ScrollSection, SourceSection, parse_config
from crawler.errors import ConfigProblem
from crawler.study import init_study


def problem(source: dict[str, object], crawl: dict[str, object] | None = None) -> str:
    data = {"study": {"name": "s"}, "crawl": crawl or {}, "sources": [{"url": "https://a.example", **source}]}
    with pytest.raises(ConfigProblem) as caught:
        parse_config(data, where="study.toml")
    return str(caught.value)


@pytest.mark.parametrize(
    ("wish", "said"),
    [
        ({"render": "sometimes"}, "sources[0].render"),
        ({"scroll": {"times": 0}}, "sources[0].scroll.times"),
        ({"scroll": {"click": "div[["}}, "sources[0].scroll.click: is no CSS selector"),
        ({"scroll": {"wait_for": ""}}, "sources[0].scroll.wait_for"),
        ({"scroll": {"until": "forever"}}, "sources[0].scroll.until"),
        ({"render_hosts": ["https://cdn.example/x"]}, "sources[0].render_hosts"),
    ],
)
def test_a_wrong_wish_is_named_by_its_key(wish: dict[str, object], said: str) -> None:
    assert said in problem(wish)


def test_the_limits_of_the_browser_are_checked() -> None:
    said = problem({}, {"browser": {"max_pages": 0, "seconds": 0.1, "recycle": 0}})
    assert all(f"crawl.browser.{name}" in said for name in ("max_pages", "seconds", "recycle"))


def test_what_is_added_to_a_study_is_read_back_as_it_was(tmp_path: Path) -> None:
    init_study(tmp_path / "s")
    scroll = ScrollSection(times=3, wait=0.25, wait_for='a[title="更多"]', click="button.more")
    wish = SourceSection(
        url="https://a.example/", render="always", render_hosts=["cdn.example"], scroll=scroll
    )
    assert add_source(tmp_path / "s", wish).config.sources == [wish]
