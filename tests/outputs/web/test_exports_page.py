"""Exports: each format made in the background and downloaded; what cannot be made is refused."""

import io
import time
import zipfile
from typing import Any

import openpyxl
import pytest

from crawler.study import Study
from mining.overlay import ShownFinding
from outputs.pack.view import chosen_findings
from outputs.web.errands import Errands
from tests.outputs.web_tools import Reviewer


def made(reviewer: Reviewer, name: str, **fields: str) -> Any:
    """What is downloaded after an export was asked for."""
    assert reviewer.post("/exports/make", what=name, **fields).status_code == 303
    until = time.monotonic() + 60
    while time.monotonic() < until:
        answer = reviewer.get(f"/exports/{name}/download")
        if answer.status_code == 200:
            return answer
        page = reviewer.get("/exports").text
        assert "It failed" not in page, page
        time.sleep(0.2)
    raise AssertionError("it took too long")


def test_a_workbook_is_made_and_downloaded_under_a_safe_name(reviewer: Reviewer) -> None:
    answer = made(reviewer, "xlsx", language="en")
    book = openpyxl.load_workbook(io.BytesIO(answer.content))

    assert "attachment" in answer.headers["content-disposition"]
    assert 'filename="study.xlsx"' in answer.headers["content-disposition"]
    assert any(sheet.max_row > 5 for sheet in book.worksheets)
    assert "Manifest" in reviewer.get("/exports").text
    assert "SHA-256" in reviewer.get("/exports").text


def test_several_files_come_as_one_archive(reviewer: Reviewer) -> None:
    answer = made(reviewer, "csv", language="zh")
    names = zipfile.ZipFile(io.BytesIO(answer.content)).namelist()

    assert len(names) == 3
    assert all("/" not in name for name in names)


@pytest.mark.parametrize(
    "fields",
    [
        {"what": "exe"},
        {"what": "../../x"},
        {"what": "csv", "language": "both"},
        {"what": "pack", "language": "fr"},
    ],
)
def test_what_cannot_be_made_is_refused(reviewer: Reviewer, fields: dict[str, str]) -> None:
    assert reviewer.post("/exports/make", **fields).status_code == 400


@pytest.mark.parametrize("name", ["csv", "pack", "..%2f..%2fstudy.toml", "nothing"])
def test_what_was_not_made_cannot_be_downloaded(reviewer: Reviewer, name: str) -> None:
    assert reviewer.get(f"/exports/{name}/download").status_code == 404


def test_an_errand_that_fails_says_so(study: Study) -> None:
    errands = Errands(study)
    errands.begin("broken", ["export", f"--study={study.folder}", "--format=no-such", "--out=x"])
    while (found := errands.get("broken")) is not None and found.state == "running":
        time.sleep(0.05)

    assert found is not None
    assert found.state == "failed"
    assert "no-such" in found.said
    assert found.files == []


def test_starred_findings_come_first_in_the_pack(sample: Study) -> None:
    with Reviewer(sample) as reviewer:
        reviewer.post("/decide", action="star", subject="f0e51234", back="/")  # a weak signal
        reviewer.post("/decide", action="accept", subject="f7be4411", back="/")
    with sample.open() as store:
        from mining.overlay import current_findings

        found: list[ShownFinding] = chosen_findings(current_findings(store), "scenario")

    assert [item.id for item in found][:3] == ["f0e51234", "f7be4411", "f5a1c0de"]
