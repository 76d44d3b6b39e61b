"""Every file of a pack is opened by a program that did not make it."""

import shutil
import subprocess
from datetime import time
from pathlib import Path

import pypdfium2
import pytest
from openpyxl import load_workbook

from crawler.study import Study
from outputs.pack import PackReport
from tests.libreoffice import convert, find_libreoffice

pytestmark = pytest.mark.heavy


@pytest.fixture(autouse=True)
def _needs_libreoffice() -> None:
    if find_libreoffice() is None:
        pytest.skip("needs LibreOffice (apt-get install libreoffice-calc libreoffice-impress)")


def test_libreoffice_opens_slides_and_workbooks(packed: tuple[Study, PackReport], tmp_path: Path) -> None:
    _, report = packed
    for file in report.files:
        if file.path.endswith((".pptx", ".xlsx")):
            assert len(pypdfium2.PdfDocument(convert(report.folder / file.path, "pdf", tmp_path))) >= 1, (
                file.path
            )


def test_poppler_opens_every_pdf(packed: tuple[Study, PackReport], tmp_path: Path) -> None:
    _, report = packed
    if shutil.which("pdftoppm") is None:
        pytest.skip("needs pdftoppm (apt-get install poppler-utils)")
    for file in report.files:
        if file.path.endswith(".pdf"):
            command = ["pdftoppm", "-r", "20", "-png", str(report.folder / file.path), str(tmp_path / "page")]
            done = subprocess.run(command, check=False, capture_output=True, text=True)
            assert (done.returncode, done.stderr) == (0, ""), file.path


def test_changed_minutes_re_sum(packed: tuple[Study, PackReport], tmp_path: Path) -> None:
    _, report = packed
    path = tmp_path / "run-sheet.xlsx"
    book = load_workbook(report.folder / "0-before/run-sheet.en.xlsx")
    book.worksheets[0]["C3"] = 35  # was 20
    book.save(path)
    (tmp_path / "out").mkdir()
    sheet = load_workbook(
        convert(path, "xlsx:Calc MS Excel 2007 XML", tmp_path / "out"), data_only=True
    ).worksheets[0]

    assert sheet["A4"].value == time(10, 5)
    assert sheet["C13"].value == 195
    assert sheet["D13"].value == "15 over the plan"
