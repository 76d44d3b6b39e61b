"""[sources.select]: selectors are checked when study.toml is read, and each wrong one is named by its key."""

from pathlib import Path

import pytest

from crawler.add_source import add_source
from crawler.config import SelectSection, SourceSection, parse_config
from crawler.errors import ConfigProblem
from crawler.study import init_study


def problem(select: dict[str, object]) -> str:
    good = {"url": "https://a.example"}
    data = {"study": {"name": "s"}, "sources": [good, good, {**good, "select": select}]}
    with pytest.raises(ConfigProblem) as caught:
        parse_config(data, where="study.toml")
    return str(caught.value)


@pytest.mark.parametrize(
    ("select", "said"),
    [
        ({"post": "div[["}, "sources[2].select.post: is no CSS selector"),
        ({"post": ""}, "sources[2].select.post"),
        ({"text": "p"}, "sources[2].select.post: is missing"),
        ({"post": "li", "next": "a:nowhere("}, "sources[2].select.next: is no CSS selector"),
        ({"post": "li", "stars": "b"}, "sources[2].select.stars"),
    ],
)
def test_a_wrong_selector_is_named_by_its_key(select: dict[str, object], said: str) -> None:
    assert said in problem(select)


def test_selectors_are_written_into_study_toml_and_read_back(tmp_path: Path) -> None:
    init_study(tmp_path / "s")
    wanted = SelectSection(post="ul#talk > li", author='b[title="by"]', next="a.more")
    study = add_source(tmp_path / "s", SourceSection(source="web", url="https://a.example/t", select=wanted))
    assert study.config.sources[0].select == wanted
