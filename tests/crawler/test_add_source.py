from pathlib import Path

import pytest

from crawler.add_source import add_source
from crawler.config import SourceSection
from crawler.errors import ConfigProblem
from crawler.study import Study

SOURCE = SourceSection(
    source="discourse", url="https://forum.example.org/c/5", subject='A "tea" \\ 茶', limit=50
)


def test_the_file_keeps_its_words_and_gains_the_source(study: Study) -> None:
    before = (study.folder / "study.toml").read_text(encoding="utf-8")
    after = add_source(study.folder, SOURCE)
    assert (study.folder / "study.toml").read_text(encoding="utf-8").startswith(before.rstrip("\n"))
    assert after.config.sources == [SOURCE]


def test_the_same_source_is_added_once(study: Study) -> None:
    add_source(study.folder, SOURCE)
    assert len(add_source(study.folder, SOURCE).config.sources) == 1


def test_several_sources_keep_their_order(study: Study) -> None:
    add_source(study.folder, SOURCE)
    other = SourceSection(url="https://shop.example.org/p")
    assert add_source(study.folder, other).config.sources == [SOURCE, other]


def test_what_cannot_be_added_changes_nothing(study: Study) -> None:
    path = study.folder / "study.toml"
    text = "sources = []\n" + path.read_text(encoding="utf-8")  # an inline list cannot be appended to
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigProblem, match="left as it was"):
        add_source(study.folder, SOURCE)
    assert path.read_text(encoding="utf-8") == text
    assert [found.name for found in Path(study.folder).glob(".study-*")] == []
