"""Exports: complete, checked, marked, and the same every time."""

import csv
import hashlib
import io
import json
import re
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from pyarrow import parquet

from crawler.errors import ExportProblem, UsageProblem
from crawler.ids import content_hash
from crawler.store import open_store
from crawler.store.posts import save_posts
from crawler.study import Study, init_study
from mining.decisions import record
from outputs.exports import FORMATS, ExportOptions, export
from outputs.material.manifest import data_hash
from tests.builders import FindingSpec, discover, make_post, save
from tests.sample import fill_sample

NOW = "2026-03-03T09:00:00+00:00"


@pytest.fixture
def filled(study: Study, monkeypatch: pytest.MonkeyPatch) -> Study:
    """The launderette with one decision of several kinds."""
    monkeypatch.setenv("CAIFENG_NOW", NOW)
    with study.open() as store:
        fill_sample(store)
        record(store, "accept", "f5a1c0de", who="Mei")
        record(store, "reject", "f0f99999", who="Lin")
        record(store, "rename", "fc00beef", {"en": "Done, but locked"}, who="Mei")
        record(store, "merge", "fd44aa01", {"into": "fc00beef"}, who="Mei")
    return study


def write(study: Study, name: str, **options: Any) -> Path:
    path = study.folder / f"out{FORMATS[name].extension}"
    with study.open() as store:
        export(study, store, name, path, ExportOptions(**options))
    return path


def read_json(study: Study, **options: Any) -> dict[str, Any]:
    return json.loads(write(study, "json", **options).read_text(encoding="utf-8"))


def test_every_quote_in_the_json_is_what_its_post_says(filled: Study) -> None:
    data = read_json(filled)
    texts = {post["id"]: post["text"] for post in data["posts"]}
    quotes = [e for finding in data["findings"] for e in finding["evidence"]]

    assert len(quotes) == 27
    assert all(texts[e["post_id"]][e["start"] : e["end"]] == e["quote"] for e in quotes)


def test_the_json_holds_everything_with_its_status(filled: Study) -> None:
    data = read_json(filled)
    status = {finding["id"]: finding["status"] for finding in data["findings"]}

    assert set(data) == {
        "manifest",
        "journeys",
        "posts",
        "findings",
        "moved",
        "mappings",
        "tags",
        "relations",
        "kano",
        "kano_shifts",
        "opportunities",
        "decisions",
        "runs",
    }
    assert (status["f5a1c0de"], status["f0f99999"], status["fe55cc02"]) == ("accepted", "rejected", "new")
    assert data["moved"] == {"fd44aa01": "fc00beef"}
    merged = next(f for f in data["findings"] if f["id"] == "fc00beef")
    assert (merged["title"]["en"], merged["merged_from"], merged["people"]) == (
        "Done, but locked",
        ["fd44aa01"],
        4,
    )
    assert [d["action"] for d in data["decisions"]] == ["accept", "reject", "rename", "merge"]
    assert {"axis", "key", "share", "people", "cues"} <= set(data["mappings"][0])


def test_the_manifest_names_its_data(filled: Study) -> None:
    data = read_json(filled)
    manifest = data.pop("manifest")
    data.pop("journeys")  # derived from the rest

    assert manifest["data_sha256"] == data_hash(data)
    assert manifest["created_at"] == NOW
    assert manifest["counts"]["by_status"] == {"accepted": 1, "new": 8, "rejected": 1}
    assert manifest["runs"]["discover"]["model"] == "lite"
    data["posts"][0]["text"] += "."
    assert manifest["data_sha256"] != data_hash(data)


def test_data_hash_is_sha256_of_canonical_parts() -> None:
    assert data_hash({"b": [1], "a": {}}) == hashlib.sha256(b"a\n{}\n\nb\n1\n\n").hexdigest()


@pytest.mark.parametrize("name", ["html", "md", "xlsx", "parquet"])
def test_every_format_carries_the_same_hash_and_runs(filled: Study, name: str) -> None:
    manifest = read_json(filled)["manifest"]
    text = everything(write(filled, name))

    assert manifest["data_sha256"] in text
    assert manifest["runs"]["discover"]["id"] in text
    assert manifest["taxonomy_version"] in text


@pytest.mark.parametrize("name", FORMATS)
def test_the_same_study_gives_the_same_bytes(filled: Study, name: str) -> None:
    first = write(filled, name).read_bytes()

    assert first == write(filled, name).read_bytes()
    assert len(first) > 500


OF_FINDINGS = [name for name in FORMATS if name not in ("4cat", "cjml", "datasette")]  # those hold none


@pytest.mark.parametrize("name", OF_FINDINGS)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_what_nobody_judged_is_marked_and_what_was_rejected_is_hidden(
    filled: Study, name: str, language: str
) -> None:
    path = write(filled, name, language=language)
    text = everything(path)

    assert "unreviewed" in text or "未审阅" in text or '"status": "new"' in text
    if name != "json":
        assert "f0f99999" not in text.replace(decision_log(text), "")
        assert "Done, but locked" in text or language == "zh"


def decision_log(text: str) -> str:
    """The part of the report that lists decisions names the rejected finding, as it should."""
    start = text.find('id="provenance"')
    return text[start:] if start >= 0 else ""


def everything(path: Path) -> str:
    if path.suffix == ".xlsx":
        book = load_workbook(path)
        return "\n".join(str(c.value) for sheet in book for row in sheet.iter_rows() for c in row)
    if path.suffix == ".parquet":
        table = parquet.read_table(path)
        return str(table.schema.metadata) + str(table.to_pylist())
    return path.read_text(encoding="utf-8")


def test_csv_is_three_files_that_excel_reads(filled: Study) -> None:
    path = write(filled, "csv")
    evidence = path.with_name("out.evidence.csv")

    assert path.read_bytes().startswith(b"\xef\xbb\xbfid,kind,status")
    assert b"\r\n" in path.read_bytes()
    rows = list(csv.DictReader(io.StringIO(evidence.read_text(encoding="utf-8-sig"), newline="")))
    assert {row["finding_id"] for row in rows} >= {"f5a1c0de", "fc00beef"}
    assert "下了夜班顺路来洗，凌晨五点只有我一个人。" in {row["quote"] for row in rows}
    assert (
        json.loads(path.with_name("out.manifest.json").read_text(encoding="utf-8"))["counts"]["posts"] == 24
    )


def test_the_workbook_has_its_sheets_and_links(filled: Study) -> None:
    book = load_workbook(write(filled, "xlsx", language="en"))
    evidence = book["Evidence"]
    url = [cell.value for cell in evidence[1]].index("url") + 1

    assert book.sheetnames == [
        "Overview", "Findings", "Evidence", "Tags", "Segments", "Look first", "KANO", "O-data", "Journey",
        "Relations", "Runs",
    ]  # fmt: skip
    assert evidence.cell(2, url).hyperlink.target.startswith("https://")
    assert book["Findings"].max_row == 10
    assert book["Journey"].max_row > 10


def test_the_workbook_carries_no_time_but_the_one_given(filled: Study) -> None:
    with zipfile.ZipFile(write(filled, "xlsx")) as book:
        assert {entry.date_time[0] for entry in book.infolist()} == {1980}
        assert b"2026-03-03T09:00:00Z" in book.read("docProps/core.xml")


def test_filters_are_kept_and_named(filled: Study) -> None:
    data = read_json(filled, kinds=("need",), statuses=("new",))

    assert {f["kind"] for f in data["findings"]} == {"need"}
    assert data["manifest"]["filters"] == {"kinds": ["need"], "statuses": ["new"]}
    assert {row["finding_id"] for row in data["mappings"]} <= {f["id"] for f in data["findings"]}


@pytest.mark.parametrize("options", [{"kinds": ("wish",)}, {"statuses": ("good",)}, {"language": "fr"}])
def test_a_filter_that_does_not_exist_is_refused(options: dict[str, Any]) -> None:
    with pytest.raises(UsageProblem, match="there is no"):
        ExportOptions(**options)


def test_a_quote_that_its_post_does_not_say_stops_the_export(filled: Study) -> None:
    with filled.open() as store:
        store.conn.execute("UPDATE evidence SET quote = 'Invented words.' WHERE rank = 0")

    with pytest.raises(ExportProblem, match="is not what post"):
        write(filled, "json")
    assert not (filled.folder / "out.json").exists()


def test_a_post_edited_after_mining_is_exported_as_it_was_read(study: Study) -> None:
    post = make_post(1, "It leaks.")
    with study.open() as store:
        save(store, post)
        discover(store, FindingSpec("f1", quotes=[(post, "It leaks.")]))
        new = "All is well."
        save_posts(store, [replace(post, body=new, text=new, content_hash=content_hash(None, new))])

    data = read_json(study)

    assert [(p["text"], p["version"], p["latest_version"]) for p in data["posts"]] == [("It leaks.", 1, 2)]
    assert len(data["findings"][0]["evidence"]) == 1


def test_words_of_an_older_version_than_the_current_findings_read_stand_apart(study: Study) -> None:
    post = make_post(1, "It leaks.")
    with study.open() as store:
        save(store, post)
        discover(store, FindingSpec("f001", quotes=[(post, "It leaks.")]))
        record(store, "accept", "f001")
        text = "It leaks no more. It hums."
        edited = replace(post, body=text, text=text, content_hash=content_hash(None, text), version=2)
        save_posts(store, [edited])
        discover(store, FindingSpec("f002", quotes=[(edited, "It hums.")]))

    found = {f["id"]: f for f in read_json(study)["findings"]}

    assert (found["f001"]["status"], found["f001"]["evidence"]) == ("needs re-check", [])
    assert found["f001"]["earlier_evidence"][0]["quote"] == "It leaks."
    assert found["f002"]["evidence"][0]["quote"] == "It hums."


@pytest.mark.parametrize("name", FORMATS)
def test_an_empty_study_exports_without_complaint(study: Study, name: str) -> None:
    assert write(study, name).stat().st_size > 80


def test_a_folder_that_is_not_there_is_named(filled: Study) -> None:
    with filled.open() as store, pytest.raises(ExportProblem, match="no such folder"):
        export(filled, store, "json", filled.folder / "nowhere" / "out.json")
    with filled.open() as store, pytest.raises(ExportProblem, match="is a folder"):
        export(filled, store, "md", filled.folder)
    with filled.open() as store, pytest.raises(UsageProblem, match="no export format"):
        export(filled, store, "docx", filled.folder / "out.docx")


@settings(max_examples=15, deadline=None)
@given(
    body=st.text(
        st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), min_size=1, max_size=60
    ),
    data=st.data(),
)
def test_whatever_a_post_says_its_quote_stands_in_the_json(
    tmp_path_factory: pytest.TempPathFactory, body: str, data: st.DataObject
) -> None:
    start = data.draw(st.integers(0, len(body) - 1))
    end = data.draw(st.integers(start + 1, len(body)))
    study = init_study(tmp_path_factory.mktemp("any") / "study")
    post = make_post(1, body)
    with open_store(study.database) as store:
        save(store, post)
        discover(store, FindingSpec("f1", quotes=[(post, body[start:end])]))

    exported = read_json(study)

    [evidence] = exported["findings"][0]["evidence"]
    assert exported["posts"][0]["text"] == body
    assert exported["posts"][0]["text"][evidence["start"] : evidence["end"]] == body[start:end]


def test_a_chinese_workbook_is_chinese_but_for_ids(filled: Study) -> None:
    path = filled.folder / "zh.xlsx"
    with filled.open() as store:
        export(filled, store, "xlsx", path, ExportOptions(language="zh"))
    book = load_workbook(path)

    for sheet in book.worksheets[1:]:
        head = [str(cell.value) for cell in sheet[1]]
        assert all(re.search("[\u4e00-\u9fff]", text) for text in head), head
    findings = [[cell.value for cell in row] for row in book["发现"].iter_rows(min_row=2)]
    assert {row[1] for row in findings} <= {"场景", "痛点", "需求"}
    assert {row[2] for row in findings} <= {"未审阅", "已采纳", "搁置", "需复核"}
    tags = [row[3].value for row in book["标签"].iter_rows(min_row=2)]
    assert set(tags) <= {"好评", "差评"}
