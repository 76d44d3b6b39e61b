"""Report and exports say which titles a language model made; a title that people gave is theirs."""

import json

import pytest

from crawler.study import Study
from mining.decisions import record
from mining.llm.memory import Kept, attach
from outputs.exports import FORMATS, ExportOptions, export
from tests.builders import FindingSpec, discover, make_post, save


@pytest.fixture
def named(study: Study) -> Study:
    """A finding whose English title a model made."""
    post = make_post(1, "The dryer leaves my towels damp")
    with study.open() as store:
        save(store, post)
        run_id = discover(store, FindingSpec("damp", "pain", [(post, "leaves my towels damp")]))
        attach(store, run_id, "damp", "hash", "stub-1", Kept(None, "Damp towels", "named"))
    return study


def text_of(study: Study, name: str) -> str:
    path = study.folder / f"out{FORMATS[name].extension}"
    with study.open() as store:
        export(study, store, name, path, ExportOptions(language="en"))
    return path.read_text(encoding="utf-8")


def test_the_report_says_it(named: Study) -> None:
    page = text_of(named, "html")
    assert "Damp towels" in page
    assert "named by stub-1; checked against the quotes" in page


def test_the_json_says_it(named: Study) -> None:
    finding = json.loads(text_of(named, "json"))["findings"][0]
    assert (finding["named_by"], finding["title"]["en"]) == ("stub-1", "Damp towels")
    assert finding["title"]["zh"].startswith("标题")  # the rule-made one


def test_people_win(named: Study) -> None:
    with named.open() as store:
        record(store, "rename", "damp", {"en": "Wet laundry"}, who="ada")
    finding = json.loads(text_of(named, "json"))["findings"][0]
    assert (finding["named_by"], finding["title"]["en"]) == (None, "Wet laundry")
    assert "named by stub-1" not in text_of(named, "html")
