"""What is told together, in words and in exports."""

import html
import json
from pathlib import Path

import pytest
from openpyxl import load_workbook

from crawler.stages import run_stage
from crawler.store import Store
from crawler.study import Study
from mining.decisions import record
from mining.stages.relate import RelateStage
from outputs.exports import ExportOptions, export
from outputs.material.gather import Material, gather
from outputs.material.relation_lines import relation_lines
from tests.mining.stages.test_relate_stage import fill


@pytest.fixture
def related(study: Study) -> Study:
    with study.open() as store:
        fill(store, planted=True)
        run_stage(RelateStage(), store, study)
    return study


def material(study: Study, store: Store, language: str = "en") -> Material:
    return gather(study, store, ExportOptions(language=language))  # type: ignore[arg-type]


def lines(found: Material) -> dict[str, tuple[str, ...]]:
    return {item.id: relation_lines(found, item) for item in found.findings}


@pytest.mark.parametrize(("language", "words"), [("en", "times as often"), ("zh", "倍")])
def test_a_card_says_how_much_more_often_and_how_sure_that_is(
    related: Study, language: str, words: str
) -> None:
    with related.open() as store:
        found = material(related, store, language)
    first = found.relations[0]
    [line] = lines(found)["night"]

    assert words in line
    assert f"{first.lift:.1f}" in line
    assert f"({first.low:.1f}–{first.high:.1f}" in line.replace("（", "(")
    assert str(first.both) in line
    assert str(first.tellers) in line


def test_that_the_evidence_is_not_enough_is_said(related: Study) -> None:
    with related.open() as store:
        told = lines(material(related, store))

    assert "the evidence is not enough" in told["trip"][0]
    assert told["lamp"] == ()  # a need is the other side of a relation, never the first


def test_exports_hold_them(related: Study, tmp_path: Path) -> None:
    with related.open() as store:
        export(related, store, "json", tmp_path / "out.json", ExportOptions())
        export(related, store, "xlsx", tmp_path / "out.xlsx", ExportOptions(language="en"))
    [first, *_] = json.loads((tmp_path / "out.json").read_text(encoding="utf-8"))["relations"]
    rows = list(load_workbook(tmp_path / "out.xlsx")["Relations"].values)

    assert (first["from_id"], first["to_id"], first["verdict"]) == ("night", "dark", "related")
    assert dict(zip(rows[0], rows[1], strict=True))["lift"] == pytest.approx(first["lift"])
    assert dict(zip(rows[0], rows[1], strict=True))["to_kind"] == "pain"


def test_what_people_changed_is_counted_no_more(related: Study) -> None:
    with related.open() as store:
        record(store, "merge", "queue", {"into": "dark"}, who="mei")
        merged = material(related, store).relations
        record(store, "reject", "trip", who="mei")
        hidden = material(related, store).relations

    assert {one.to_id for one in merged} == {"lamp"}
    assert "trip" not in {one.from_id for one in hidden}


def test_a_filter_leaves_out_what_is_not_shown(related: Study, tmp_path: Path) -> None:
    with related.open() as store:
        export(related, store, "json", tmp_path / "out.json", ExportOptions(kinds=("scenario",)))

    assert json.loads((tmp_path / "out.json").read_text(encoding="utf-8"))["relations"] == []


def test_cards_of_the_report_carry_them(related: Study, tmp_path: Path) -> None:
    with related.open() as store:
        export(related, store, "html", tmp_path / "out.html", ExportOptions(language="en"))
        [line] = lines(material(related, store))["night"]
    page = (tmp_path / "out.html").read_text(encoding="utf-8")
    card = page[page.index('id="night"') :].partition("</article>")[0]

    assert html.escape(line) in card
    assert "the evidence is not enough" in page
