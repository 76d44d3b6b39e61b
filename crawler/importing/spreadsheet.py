"""XLSX, read one row at a time, after a look at what the archive declares.

An .xlsx is a zip of XML: a few kilobytes can declare gigabytes, and XML can define entities that
grow without end. zipfile reads no more of a member than it declares, so the declared sizes are the
bound; openpyxl parses sheets and strings with defusedxml, which refuses entities.
"""

import re
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import ParseError

import openpyxl
from defusedxml.common import DefusedXmlException
from openpyxl.workbook import Workbook

from crawler.errors import ImportProblem
from crawler.importing.rows import MAX_CELL, MAX_COLUMNS, BadRow, Row, Table, unique_headings

MAX_MEMBERS = 5_000
MAX_UNPACKED = 1024**3
MAX_STRINGS = 256 * 1024**2  # the shared strings are held in memory
MAX_RATIO = 100  # honest sheets pack 5 to 40 times
RATIO_FROM = 32 * 1024**2
MAX_ROWS = 1_048_576  # the format's own limit
_BEYOND = 20  # columns right of the headings in which a stray cell is still noticed
_BLOCK = 1024 * 1024
_FORMULA = re.compile(rb"<(?:\w+:)?f[ />]")
_BROKEN = (DefusedXmlException, ParseError, zipfile.BadZipFile, SyntaxError, KeyError, ValueError, TypeError,
           AttributeError, IndexError, EOFError, OSError, RecursionError, MemoryError)  # fmt: skip


def open_spreadsheet(path: Path) -> Table:
    """The first sheet that has rows. Raises ImportProblem for a bomb, a damaged or an encrypted file."""
    formulas = _inspect(path)
    with _workbook(path, values=True) as book:
        sheet, headings, start = _first_sheet(book, path)
        others = [name for name in book.sheetnames if name != sheet]
    table = Table(path, "xlsx", lambda: _rows(path, sheet, headings, start, formulas), None, headings)
    if others:
        table.notes.append(f"sheet {sheet!r} was read; left out: {', '.join(others[:5])}")
    return table


def _inspect(path: Path) -> bool:
    """Refuse what declares too much; say whether a sheet holds formulas."""
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
            _check_sizes(members, path)
            sheets = [
                m for m in members if m.filename.startswith("xl/worksheets/") and m.filename.endswith(".xml")
            ]
            return any(_has_formula(archive, member) for member in sheets)
    # zipfile raises NotImplementedError for a compression it lacks, RuntimeError for an encrypted member
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, EOFError) as error:
        raise ImportProblem(
            f"is no readable .xlsx ({error})",
            where=str(path),
            hint="open it in a spreadsheet program and save it as CSV",
        ) from error


def _check_sizes(members: list[zipfile.ZipInfo], path: Path) -> None:
    unpacked = sum(member.file_size for member in members)
    packed = max(sum(member.compress_size for member in members), 1)
    strings = sum(member.file_size for member in members if member.filename.endswith("sharedStrings.xml"))
    if (
        len(members) > MAX_MEMBERS
        or unpacked > MAX_UNPACKED
        or strings > MAX_STRINGS
        or (unpacked > RATIO_FROM and unpacked > MAX_RATIO * packed)
    ):
        raise ImportProblem(
            f"unpacks to {unpacked / 1024**2:,.0f} MB from {packed / 1024:,.0f} kB:"
            " a zip bomb, or too large to read as .xlsx",
            where=str(path),
            hint="if you trust it, open it in a spreadsheet program and save it as CSV",
        )


def _has_formula(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> bool:
    with archive.open(member) as file:
        tail = b""
        while block := file.read(_BLOCK):
            if _FORMULA.search(tail + block):
                return True
            tail = block[-16:]
    return False


@contextmanager
def _workbook(path: Path, *, values: bool) -> Iterator[Workbook]:
    """A workbook in read-only mode; whatever breaks inside becomes an ImportProblem."""
    try:
        book = openpyxl.load_workbook(path, read_only=True, data_only=values, keep_links=False)
    except _BROKEN as error:
        raise _damaged(path, error) from error
    try:
        yield book
    finally:
        book.close()


def _damaged(path: Path, error: BaseException) -> ImportProblem:
    if any(isinstance(cause, DefusedXmlException) for cause in _causes(error)):
        return ImportProblem(
            "defines XML entities, which no spreadsheet needs; nothing of it was read",
            where=str(path),
            hint="do not trust this file; ask for it as CSV",
        )
    return ImportProblem(
        f"is damaged or no .xlsx ({type(error).__name__}: {str(error)[:120]})",
        where=str(path),
        hint="open it in a spreadsheet program and save it as CSV",
    )


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    """The error and what it was raised from: openpyxl wraps what its parts raise."""
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


def _first_sheet(book: Workbook, path: Path) -> tuple[str, list[str], int]:
    """Name, headings and heading row number of the first sheet that has any cell."""
    try:
        for sheet in book.worksheets:
            for number, cells in enumerate(_cells(sheet), 1):
                if cells.count(None) < len(cells):
                    return sheet.title, _headings(cells), number
    except _BROKEN as error:
        raise _damaged(path, error) from error
    raise ImportProblem("has no rows", where=str(path), hint="a row of headings and one row a post")


def _headings(cells: tuple[Any, ...]) -> list[str]:
    last = max(i for i, cell in enumerate(cells) if cell is not None)
    return unique_headings(["" if cell is None else str(_plain(cell)) for cell in cells[: last + 1]])


def _cells(sheet: Any, width: int = MAX_COLUMNS) -> Iterator[tuple[Any, ...]]:
    """Rows as values. Rows and cells that the file leaves out come as None, so the width is bounded."""
    sheet.reset_dimensions()  # some writers state a wrong size, and cells beyond it would be lost
    rows: Iterator[tuple[Any, ...]] = sheet.iter_rows(values_only=True, max_row=MAX_ROWS, max_col=width)
    return rows


def _rows(path: Path, sheet: str, headings: list[str], start: int, formulas: bool) -> Iterator[Row | BadRow]:
    number = 0
    try:
        for number, cells in enumerate(_with_formulas(path, sheet, formulas, len(headings) + _BEYOND), 1):
            if number <= start or cells.count(None) + cells.count("") == len(cells):
                continue
            yield _row(f"row {number}", headings, cells)
    except _BROKEN as error:
        yield BadRow(
            f"row {number + 1}", f"the sheet cannot be read from here on ({type(error).__name__})", ""
        )


def _row(place: str, headings: list[str], cells: tuple[Any, ...]) -> Row | BadRow:
    plain = [_plain(cell) for cell in cells]
    if any(isinstance(cell, str) and len(cell) > MAX_CELL for cell in plain):
        return BadRow(place, f"a cell has more than {MAX_CELL:,} characters", "")
    if any(cell not in (None, "") for cell in plain[len(headings) :]):
        return BadRow(place, f"cells to the right of the {len(headings)} headings", str(plain[0] or ""))
    plain += [None] * (len(headings) - len(plain))
    return Row(place, dict(zip(headings, plain, strict=False)))


def _with_formulas(path: Path, sheet: str, formulas: bool, width: int) -> Iterator[tuple[Any, ...]]:
    """Rows as values; a formula that was saved without its value stands as it was typed."""
    with _workbook(path, values=True) as book:
        if not formulas:
            yield from _cells(book[sheet], width)
            return
        with _workbook(path, values=False) as typed:
            for values, texts in zip(_cells(book[sheet], width), _cells(typed[sheet], width), strict=True):
                yield tuple(_value_or_formula(*pair) for pair in zip(values, texts, strict=True))


def _value_or_formula(value: Any, typed: Any) -> Any:
    is_formula = isinstance(typed, str) and typed.startswith("=")
    unknown = value is None or (value == 0 and is_formula and typed.upper().startswith("=HYPERLINK("))
    return typed if is_formula and unknown else value


def _plain(cell: Any) -> Any:
    """Dates as ISO text, whole floats as whole numbers; other values as they are."""
    if isinstance(cell, datetime):
        whole = cell.hour == cell.minute == cell.second == 0
        return cell.date().isoformat() if whole else cell.isoformat(sep=" ", timespec="seconds")
    if isinstance(cell, date | time):
        return cell.isoformat()
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 2**53:
        return int(cell)
    return cell if cell is None or isinstance(cell, str | int | float | bool) else str(cell)
