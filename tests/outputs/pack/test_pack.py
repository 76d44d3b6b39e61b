"""The pack as a whole: what is in it, what each file carries, and that it comes out the same each time."""

import csv
import hashlib
import io
import json
import zipfile
from pathlib import Path
from xml.etree import ElementTree as ET

import pypdfium2
import pytest
from openpyxl import load_workbook
from pptx import Presentation
from pyarrow import parquet
from pypdf import PdfReader

from crawler.errors import ExportProblem, UsageProblem
from crawler.importing import import_file
from crawler.study import Study, init_study
from mining.decisions import record
from outputs.pack import PackOptions, PackReport, build
from outputs.pack.registry import ARTEFACTS
from tests.outputs.pack.conftest import sample_study

Packed = tuple[Study, PackReport]


def text_of(path: Path) -> str:
    document = pypdfium2.PdfDocument(path)
    return "\n".join(page.get_textpage().get_text_bounded() for page in document)


def manifest(report: PackReport) -> dict:
    return json.loads((report.folder / "manifest.json").read_text(encoding="utf-8"))


def test_the_manifest_names_each_file_with_its_hash_and_evidence(packed: Packed) -> None:
    _, report = packed
    told = manifest(report)
    on_disk = {
        path.relative_to(report.folder).as_posix()
        for path in report.folder.rglob("*")
        if path.is_file() and path.name not in ("manifest.json", "pack.zip")
    }

    assert {entry["path"] for entry in told["files"]} == on_disk
    for entry in told["files"]:
        data = (report.folder / entry["path"]).read_bytes()
        assert (entry["bytes"], entry["sha256"]) == (len(data), hashlib.sha256(data).hexdigest())
    cards = next(e for e in told["files"] if e["path"].endswith("scenario-cards.en.pdf"))
    assert cards["findings"]
    assert cards["clauses"]
    assert told["runs"]["discover"]["id"]
    assert told["taxonomy_version"]
    assert told["filters"]["statuses"] == ["accepted", "new"]


def test_each_artefact_made_something_in_both_languages(packed: Packed) -> None:
    _, report = packed
    made = {file.artefact for file in report.files}
    names = " ".join(file.path for file in report.files)

    assert made == ({a.key for a in ARTEFACTS} | {"index"}) - {
        "journey_poster",
        "kano",
    }  # nothing to ask here
    for stem in ("run-sheet", "pre-read", "case-cards", "scenario-cards", "handouts", "goal", "capture"):
        assert f"{stem}.zh." in names
        assert f"{stem}.en." in names


def test_the_pre_read_has_two_pages_and_the_run_sheet_180_minutes(packed: Packed) -> None:
    _, report = packed
    for language in ("zh", "en"):
        assert len(pypdfium2.PdfDocument(report.folder / f"0-before/pre-read.{language}.pdf")) == 2
        sheet = load_workbook(report.folder / f"0-before/run-sheet.{language}.xlsx").worksheets[0]
        minutes = [c.value for c in sheet["C"] if isinstance(c.value, int)]
        assert sum(minutes) == 180
        assert sheet.cell(len(minutes) + 3, 3).value == f"=SUM(C3:C{len(minutes) + 2})"


def test_every_pdf_opens_embeds_its_fonts_and_carries_manifest_and_no_clock(packed: Packed) -> None:
    _, report = packed
    pdfs = [file for file in report.files if file.path.endswith(".pdf")]
    assert len(pdfs) > 30
    for file in pdfs:
        reader = PdfReader(report.folder / file.path)
        attached = json.loads(reader.attachments["manifest.json"][0])
        assert attached["data_sha256"] == report.manifest["data_sha256"]
        assert attached["shows"]["findings"] == list(file.cited.findings)
        fonts = [font.get_object() for page in reader.pages for font in page["/Resources"]["/Font"].values()]
        kids = [kid.get_object() for font in fonts for kid in font.get("/DescendantFonts", [])]
        assert kids
        assert all({"/FontFile2", "/FontFile3"} & set(kid["/FontDescriptor"]) for kid in kids), file.path


def test_what_nobody_judged_carries_a_watermark_and_what_was_rejected_is_not_there(packed: Packed) -> None:
    study, report = packed
    with study.open() as store:
        rejected = store.value("SELECT subject_id FROM decisions WHERE action = 'reject'")
    shown = [file for file in report.files if file.cited.unreviewed and file.path.endswith(".pdf")]
    assert shown
    for file in shown:
        text = text_of(report.folder / file.path)
        assert "▲" in text, file.path
    cards = text_of(report.folder / "4-journey/scenario-cards.en.pdf")
    assert "UNREVIEWED" in cards
    assert not any(rejected in file.cited.findings for file in report.files if file.artefact != "data")


def test_only_accepted_findings_need_no_watermark(tmp_path: Path) -> None:
    report = build(
        sample_study(tmp_path / "study"),
        tmp_path / "pack",
        PackOptions(statuses=("accepted",)),
        only=["pre_read"],
    )
    assert report.manifest["review"] == {"shown": 2, "accepted": 2, "unreviewed": 0}


def test_slides_are_native_text_with_an_east_asian_font(packed: Packed) -> None:
    _, report = packed
    decks = [file.path for file in report.files if file.path.endswith(".pptx")]
    assert len(decks) >= 10
    for path in decks:
        deck = Presentation(str(report.folder / path))
        runs = [
            run
            for slide in deck.slides
            for shape in slide.shapes
            if shape.has_text_frame
            for paragraph in shape.text_frame.paragraphs
            for run in paragraph.runs
        ]
        assert runs
        assert not [
            shape for slide in deck.slides for shape in slide.shapes if shape.shape_type == 13
        ]  # pictures
        assert all('<a:ea typeface="' in run._r.xml for run in runs)
        assert str(deck.core_properties.created) == str(deck.core_properties.modified)


def test_tables_and_posts_leave_and_come_back(packed: Packed, tmp_path: Path) -> None:
    _, report = packed
    data = report.folder / "data"
    rows = list(csv.DictReader(io.StringIO((data / "findings.csv").read_text("utf-8-sig"), newline="")))
    table = parquet.read_table(data / "findings.parquet")
    assert [row["id"] for row in rows] == table.column("id").to_pylist()
    assert json.loads(table.schema.metadata[b"caifeng"])["data_sha256"] == report.manifest["data_sha256"]
    posts = json.loads((data / "study.json").read_text("utf-8"))["posts"]
    back = import_file(init_study(tmp_path / "back"), data / "posts.4cat.csv")
    assert (back.new, back.rejected) == (len(posts), 0)
    root = ET.parse(data / "journey.en.cjml").getroot()
    phases = {phase.get("phaseID") for phase in root.iter("phase")}
    points = list(root.iter("actualCommunicationPoint"))
    assert {point.find("belongsTo").get("phaseIDref") for point in points} <= phases
    assert set(json.loads((data / "metadata.json").read_text("utf-8"))["databases"]) == {"study"}


def test_the_archive_holds_the_same_files_at_one_time(packed: Packed) -> None:
    _, report = packed
    assert report.archive is not None
    with zipfile.ZipFile(report.archive) as archive:
        names = {info.filename for info in archive.infolist()}
        assert names == {file.path for file in report.files} | {"manifest.json"}
        assert len({info.date_time for info in archive.infolist()}) == 1


@pytest.mark.parametrize("key", ["run_sheet", "goal", "data", "scenario_cards"])
def test_the_same_study_gives_the_same_bytes(
    key: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    study = sample_study(tmp_path / "study")
    monkeypatch.setenv("CAIFENG_NOW", "2031-01-01T00:00:00+00:00")
    first = build(study, tmp_path / "one", PackOptions(language="en"), only=[key])
    monkeypatch.setenv("CAIFENG_NOW", "2032-06-01T00:00:00+00:00")
    second = build(study, tmp_path / "two", PackOptions(language="en"), only=[key])

    assert [f.sha256 for f in first.files] == [f.sha256 for f in second.files]
    assert (tmp_path / "one/pack.zip").read_bytes() == (tmp_path / "two/pack.zip").read_bytes()


def test_a_decision_changes_the_pack(tmp_path: Path) -> None:
    study = sample_study(tmp_path / "study")
    first = build(study, tmp_path / "one", PackOptions(language="en"), only=["run_sheet"])
    with study.open() as store:
        finding = store.value("SELECT id FROM findings WHERE kind = 'pain' ORDER BY rank")
        record(store, "park", finding, who="Mo")
    second = build(study, tmp_path / "two", PackOptions(language="en"), only=["run_sheet"])
    assert first.manifest["data_sha256"] != second.manifest["data_sha256"]


def test_a_study_without_findings_still_gives_a_pack(tmp_path: Path) -> None:
    keys = [artefact.key for artefact in ARTEFACTS if artefact.key not in ("journey_poster", "handouts")]
    report = build(init_study(tmp_path / "study"), tmp_path / "pack", PackOptions(language="en"), only=keys)
    text = text_of(report.folder / "0-before/pre-read.en.pdf")
    assert "No finding had enough evidence" in text


def test_a_folder_of_somebody_else_is_not_replaced(tmp_path: Path) -> None:
    study = sample_study(tmp_path / "study")
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.txt").write_text("years of work")
    with pytest.raises(ExportProblem, match="no pack"):
        build(study, tmp_path / "mine", only=["run_sheet"])
    assert (tmp_path / "mine" / "thesis.txt").read_text() == "years of work"
    build(study, tmp_path / "pack", only=["capture"])
    build(study, tmp_path / "pack", only=["capture"])  # a pack is replaced by a pack


@pytest.mark.parametrize(
    "wrong",
    [{"language": "fr"}, {"statuses": ("rejected",)}, {"cards": 0}, {"link": "javascript:alert(1)"}],
)
def test_what_cannot_be_meant_is_said(wrong: dict) -> None:
    with pytest.raises(UsageProblem):
        PackOptions(**wrong)
