import io
import zipfile
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter

from crawler.errors import ImportProblem
from crawler.importing.rows import BadRow, Row
from crawler.importing.spreadsheet import open_spreadsheet

_SHEET = "xl/worksheets/sheet1.xml"


def workbook(path: Path, rows: Sequence[Sequence[object]], *, first_sheet: str = "Sheet") -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = first_sheet
    for row in rows:
        sheet.append(list(row))
    book.save(path)
    return path


def replaced(path: Path, member: str, content: bytes) -> Path:
    """The workbook with another content of one member."""
    source = zipfile.ZipFile(io.BytesIO(path.read_bytes()))
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target:
        for info in source.infolist():
            target.writestr(info.filename, content if info.filename == member else source.read(info.filename))
    return path


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return workbook(tmp_path / "t.xlsx", [["评价内容", "星级"], ["好喝", 5]])


def cells(path: Path) -> list[dict[str, object]]:
    return [row.cells for row in open_spreadsheet(path).rows() if isinstance(row, Row)]


def test_values_dates_and_empty_cells(path: Path) -> None:
    workbook(
        path,
        [
            ["评价内容", "星级", "日期"],
            ["好喝", 5.0, date(2024, 3, 5)],
            [],
            [None, 4.5, datetime.fromisoformat("2024-03-05 09:30")],
        ],
    )
    assert cells(path) == [
        {"评价内容": "好喝", "星级": 5, "日期": "2024-03-05"},
        {"评价内容": None, "星级": 4.5, "日期": "2024-03-05 09:30:00"},
    ]


def test_rows_are_numbered_as_the_spreadsheet_numbers_them(path: Path) -> None:
    workbook(path, [[], ["text", "star"], ["a", 1], [], ["b", 2, "beyond"], ["c", 3]])
    rows = list(open_spreadsheet(path).rows())
    assert [row.place for row in rows] == ["row 3", "row 5", "row 6"]
    assert isinstance(rows[1], BadRow)
    assert "right of the 2 headings" in rows[1].reason


def test_a_formula_is_its_value_or_what_was_typed(path: Path) -> None:
    workbook(path, [["text"], ['=HYPERLINK("http://example.org","x")'], ["=1+1"], ["plain"]])
    xml = (
        zipfile.ZipFile(path)
        .read(_SHEET)
        .replace(b"<f>1+1</f><v></v>", b"<f>1+1</f><v>2</v>")
        .replace(b"<f>1+1</f><v />", b"<f>1+1</f><v>2</v>")
    )
    replaced(path, _SHEET, xml)
    assert [row["text"] for row in cells(path)] == ['=HYPERLINK("http://example.org","x")', 2, "plain"]


def test_another_sheet_is_said_to_be_left_out(path: Path) -> None:
    book = openpyxl.load_workbook(path)
    book.create_sheet("备注").append(["x"])
    book.save(path)
    assert "备注" in open_spreadsheet(path).notes[0]


def test_a_zip_bomb_is_refused_before_it_is_unpacked(path: Path) -> None:
    row = b'<row><c t="inlineStr"><is><t>' + b"A" * 1000 + b"</t></is></c></row>"
    replaced(path, _SHEET, b"<worksheet><sheetData>" + row * 60_000 + b"</sheetData></worksheet>")
    assert path.stat().st_size < 400_000
    with pytest.raises(ImportProblem, match="zip bomb"):
        open_spreadsheet(path)


def test_a_bomb_that_lies_about_its_size_reads_no_more_than_it_declares(path: Path) -> None:
    replaced(path, _SHEET, b"<worksheet>" + b" " * 50_000_000 + b"</worksheet>")
    data = path.read_bytes()
    size = zipfile.ZipFile(path).getinfo(_SHEET).file_size
    path.write_bytes(data.replace(size.to_bytes(4, "little"), (2_000).to_bytes(4, "little")))
    with pytest.raises(ImportProblem):
        open_spreadsheet(path)


_LAUGHS = b"".join(b'<!ENTITY l%d "%s">' % (i, b"&l%d;" % (i - 1) * 10 if i else b"lol") for i in range(10))


@pytest.mark.parametrize("member", [_SHEET, "xl/sharedStrings.xml", "xl/workbook.xml"])
def test_xml_entities_are_refused(path: Path, member: str) -> None:
    with xlsxwriter.Workbook(path) as book:  # it writes shared strings, openpyxl writes them in place
        book.add_worksheet().write_column(0, 0, ["text", "warm tea", "cold tea"])
    assert len(cells(path)) == 2
    original = zipfile.ZipFile(path).read(member)
    body = original[original.index(b"?>") + 2 :] if original.startswith(b"<?xml") else original
    grown = body.replace(b"</", b"&l9;</", 1)
    replaced(path, member, b"<!DOCTYPE x [" + _LAUGHS + b"]>" + grown)
    with pytest.raises(ImportProblem):
        list(open_spreadsheet(path).rows())


def test_an_entity_that_reads_a_file_is_refused(path: Path) -> None:
    xml = (
        b'<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]><worksheet><sheetData><row>'
        b'<c t="inlineStr"><is><t>&f;</t></is></c></row></sheetData></worksheet>'
    )
    replaced(path, _SHEET, xml)
    with pytest.raises(ImportProblem, match="entities"):
        open_spreadsheet(path)


def test_a_sheet_that_breaks_in_the_middle_keeps_what_came_before(path: Path) -> None:
    workbook(path, [["text"], *[[f"tea {i}"] for i in range(50)]])
    xml = zipfile.ZipFile(path).read(_SHEET)
    replaced(path, _SHEET, xml[: len(xml) * 2 // 3])
    rows = list(open_spreadsheet(path).rows())
    assert isinstance(rows[-1], BadRow)
    assert "cannot be read from here on" in rows[-1].reason
    assert 20 < len(rows) < 50


@pytest.mark.parametrize("content", [b"PK\x03\x04 no zip", b"PK"])
def test_what_is_no_workbook_is_refused(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    with pytest.raises(ImportProblem, match=r"no readable \.xlsx"):
        open_spreadsheet(path)


def test_a_zip_of_something_else_is_refused(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("readme.txt", "hello")
    with pytest.raises(ImportProblem, match="damaged or no"):
        open_spreadsheet(path)


def test_an_empty_workbook_is_refused(path: Path) -> None:
    workbook(path, [])
    with pytest.raises(ImportProblem, match="no rows"):
        open_spreadsheet(path)


def test_a_cell_at_the_end_of_the_world_costs_nothing(path: Path) -> None:
    replaced(path, _SHEET, b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
             b'<row r="1"><c r="A1" t="inlineStr"><is><t>text</t></is></c></row>'
             b'<row r="1048576"><c r="XFD1048576" t="inlineStr"><is><t>far</t></is></c></row>'
             b"</sheetData></worksheet>")  # fmt: skip
    assert list(open_spreadsheet(path).rows()) == []
