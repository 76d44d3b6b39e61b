"""A study's lexicon.toml: labels are made again when it changes, and grouping reads it, too."""

import json

import pytest

from crawler.errors import ConfigProblem
from crawler.stages import run_stage
from crawler.store import Store
from crawler.study import Study
from mining.discover.keys import keys_of
from mining.discover.modal import concept_label
from mining.pipeline import mine
from mining.slots.own import FILE, study_lexicon
from mining.slots.unknown import load_unknown
from mining.stages.discover import DiscoverStage
from mining.stages.label import LabelStage
from mining.stages.segment import SegmentStage
from tests.builders import make_post, save

TEXTS = ("在鹰舍里用它听歌很方便。", "在鹰舍里用它听书很方便。", "在鹰舍里用它看视频很方便。")
MEWS = '[where.mews]\nlabel = { zh = "鹰舍", en = "mews" }\nzh = ["鹰舍"]\n'


@pytest.fixture
def mews(study: Study) -> Study:
    """Three people use it where no concept is known for."""
    with study.open() as store:
        save(store, *(make_post(number, text) for number, text in enumerate(TEXTS)))
        run_stage(SegmentStage(), store, study)
        run_stage(LabelStage(), store, study)
    return study


def places(store: Store) -> list[str]:
    return [
        json.loads(row["slots"])["where"]["concept"]
        for row in store.rows("SELECT slots FROM labels WHERE types LIKE '%scenario%'")
    ]


def test_labels_are_made_again_when_the_file_changes(mews: Study) -> None:
    with mews.open() as store:
        assert run_stage(LabelStage(), store, mews).status == "fresh"
        assert places(store) == ["", "", ""]
        assert [one.wording for one in load_unknown(store)] == ["鹰舍"]
        (mews.folder / FILE).write_text(MEWS, encoding="utf-8")

        assert run_stage(LabelStage(), store, mews).counts["clauses"] == 3
        assert places(store) == ["mews", "mews", "mews"]
        assert load_unknown(store) == []
        assert run_stage(LabelStage(), store, mews).status == "fresh"
        (mews.folder / FILE).unlink()
        assert run_stage(LabelStage(), store, mews).counts["clauses"] == 3
        assert places(store) == ["", "", ""]


def test_an_older_version_of_the_stage_is_labelled_again(
    mews: Study, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(LabelStage, "version", LabelStage.version + 1)
    with mews.open() as store:
        assert run_stage(LabelStage(), store, mews).counts["clauses"] == 3
        assert run_stage(LabelStage(), store, mews, force=True).counts["clauses"] == 0


def test_grouping_reads_the_own_words(mews: Study) -> None:
    plain = DiscoverStage().config(mews)
    (mews.folder / FILE).write_text(MEWS, encoding="utf-8")

    assert DiscoverStage().config(mews) != plain
    assert "where:mews" not in keys_of("scenario", TEXTS[0], "zh")
    with study_lexicon(mews.folder):
        assert "where:mews" in keys_of("scenario", TEXTS[0], "zh")
        assert concept_label("where", "mews", "en") == "mews"


def test_mining_finds_and_names_a_situation_by_an_own_word(study: Study) -> None:
    (study.folder / FILE).write_text(MEWS, encoding="utf-8")
    with study.open() as store:
        texts = [f"{text[:-1]}，第{number}回。" for number, text in enumerate(TEXTS * 4)]
        save(store, *(make_post(number, text) for number, text in enumerate(texts)))
    mine(study)
    with study.open() as store:
        titles = [tuple(row) for row in store.rows("SELECT title_zh, title_en FROM findings")]

    assert any("鹰舍" in zh and "mews" in en.lower() for zh, en in titles), titles


def test_a_file_with_faults_stops_the_mining_and_changes_nothing(mews: Study) -> None:
    (mews.folder / FILE).write_text('[where.mews]\nzh = ["鹰舍"]\n', encoding="utf-8")

    with pytest.raises(ConfigProblem, match=r"where\.mews\.label"):
        mine(mews)
    with mews.open() as store:
        assert places(store) == ["", "", ""]
        assert store.value("SELECT count(*) FROM runs WHERE stage = 'dedupe'") == 0
