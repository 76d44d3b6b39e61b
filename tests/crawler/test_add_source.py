from pathlib import Path

import pytest

from crawler.add_source import add_source, take_out_source
from crawler.config import SourceSection
from crawler.errors import ConfigProblem
from crawler.study import Study, load_study

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


def test_what_was_added_is_taken_out_to_the_letter(study: Study) -> None:
    path = study.folder / "study.toml"
    before = path.read_text(encoding="utf-8")
    add_source(study.folder, SOURCE)
    assert take_out_source(study.folder, SOURCE)
    assert path.read_text(encoding="utf-8").rstrip("\n") == before.rstrip("\n")


def test_others_stay_where_one_is_taken_out(study: Study) -> None:
    other = SourceSection(url="https://shop.example.org/p")
    add_source(study.folder, SOURCE)
    assert add_source(study.folder, other).config.sources == [SOURCE, other]
    assert take_out_source(study.folder, SOURCE)
    assert load_study(study.folder).config.sources == [other]


def test_a_block_that_somebody_changed_is_not_touched(study: Study) -> None:
    add_source(study.folder, SOURCE)
    path = study.folder / "study.toml"
    text = path.read_text(encoding="utf-8") + "until = '2026-01-01'\n"
    path.write_text(text, encoding="utf-8")
    assert not take_out_source(study.folder, SOURCE)
    assert path.read_text(encoding="utf-8") == text
