"""CSV and its kin. One broken row is reported; the next one is read.

A quote that is opened and never closed would swallow all the rest of a file. So a record that does
not parse is given up at its first line, and reading resumes at the second.
"""

import csv
from collections import deque
from collections.abc import Iterator
from io import TextIOWrapper
from pathlib import Path

from crawler.errors import ImportProblem
from crawler.importing.bounded import open_bytes, open_text
from crawler.importing.encodings import detect_stream
from crawler.importing.rows import MAX_CELL, MAX_COLUMNS, BadRow, Row, Table, unique_headings

DELIMITERS = (",", "\t", ";", "|")
_SNIFFED_LINES = 60
_SNIFFED_CHARACTERS = 200_000
_STRANGE = 0.02  # share of control and undecodable characters above which it is no text


def open_delimited(path: Path) -> Table:
    """A CSV or TSV file with a heading row. Raises ImportProblem when it is empty or binary."""
    with open_bytes(path, tolerant=True) as file:
        encoding = detect_stream(file)
    with open_text(path, encoding.name, tolerant=True) as text:
        delimiter = _sniff(text, path)
    with open_text(path, encoding.name, tolerant=True) as text:
        headings = _headings(text, delimiter, path)
    table = Table(
        path, "csv", lambda: _rows(path, encoding.name, delimiter, headings), encoding.name, headings
    )
    if encoding.note:
        table.notes.append(encoding.note)
    if delimiter != ",":
        table.notes.append(f"columns are separated by {'tabs' if delimiter == chr(9) else delimiter}")
    return table


class _Lines:
    """Physical lines with numbers, a cap on their length, and a way back."""

    def __init__(self, text: TextIOWrapper) -> None:
        self._text = text
        self._returned: deque[str] = deque()
        self.number = 0  # of the line last handed out
        self.exhausted = False

    def next(self) -> str | None:
        """The next line with its line end, at most MAX_CELL + 1 characters of it; None at the end."""
        line = self._returned.popleft() if self._returned else self._text.readline(MAX_CELL + 1)
        if not line:
            return None
        self.number += 1
        return line

    def give_back(self, lines: list[str]) -> None:
        """Take lines back, to hand them out again."""
        self._returned.extendleft(reversed(lines))
        self.number -= len(lines)

    def skip_rest(self) -> None:
        """Go to the end of a line that is longer than the cap."""
        while True:
            part = self._text.readline(MAX_CELL)
            if not part or part.endswith(("\n", "\r")):
                return


def _records(text: TextIOWrapper, delimiter: str) -> Iterator[tuple[int, list[str] | str, str]]:
    """Line number, and cells or the reason why there are none, and how the record begins."""
    csv.field_size_limit(MAX_CELL + 1)
    lines = _Lines(text)
    while (first := lines.next()) is not None:
        start = lines.number
        if len(first) > MAX_CELL:
            if not first.endswith(("\n", "\r")):
                lines.skip_rest()
            yield start, f"the line has more than {MAX_CELL:,} characters", first[:1_000]
            continue
        if not first.strip("\r\n"):
            continue
        yield (start, *_record(first, lines, delimiter))


def _record(first: str, lines: _Lines, delimiter: str) -> tuple[list[str] | str, str]:
    taken: list[str] = []

    def feed() -> Iterator[str]:
        yield first
        size = len(first)
        while (line := lines.next()) is not None:
            taken.append(line)
            size += len(line)
            if size > MAX_CELL:
                return
            yield line

    try:
        cells = next(csv.reader(feed(), delimiter=delimiter, strict=True))
    except csv.Error as error:
        lines.give_back(taken)
        quote = "unexpected end" in str(error) or taken
        reason = "a quote is opened and not closed" if quote else f"not readable as a row: {error}"
        return reason, first[:1_000]
    except StopIteration:
        return [], first
    return cells, "".join((first, *taken))[:1_000] if taken else first[:1_000]


def _rows(path: Path, encoding: str, delimiter: str, headings: list[str]) -> Iterator[Row | BadRow]:
    width = len(headings)
    with open_text(path, encoding) as text:
        records = _records(text, delimiter)
        next(records, None)  # the headings
        for number, (line, cells, sample) in enumerate(records, 2):
            place = f"row {number}, line {line}"
            if isinstance(cells, str):
                yield BadRow(place, cells, sample)
                continue
            while len(cells) > width and not cells[-1].strip():
                cells.pop()
            if len(cells) != width:
                over = f" (the row runs over {lines} lines)" if (lines := _line_count(cells)) > 1 else ""
                yield BadRow(place, f"{len(cells)} fields where the headings are {width}{over}", sample)
                continue
            if any(cell.strip() for cell in cells):
                yield Row(place, dict(zip(headings, cells, strict=True)))


def _line_count(cells: list[str]) -> int:
    return 1 + sum(cell.count("\n") for cell in cells)


def _headings(text: TextIOWrapper, delimiter: str, path: Path) -> list[str]:
    for _, cells, sample in _records(text, delimiter):
        if isinstance(cells, str):
            raise ImportProblem(
                f"the first row should hold the headings, but it cannot be read ({cells})",
                where=str(path),
                hint=f"look at its beginning: {sample[:60]!r}",
            )
        if len(cells) > MAX_COLUMNS:
            raise ImportProblem(
                f"has {len(cells):,} columns; at most {MAX_COLUMNS} are read",
                where=str(path),
                hint="keep the ones you need",
            )
        return unique_headings(cells)
    raise ImportProblem("is empty", where=str(path), hint="a file with a row of headings and one row a post")


def _sniff(text: TextIOWrapper, path: Path) -> str:
    """The delimiter that cuts the first rows most evenly; a comma where none does (one column)."""
    sample = text.read(_SNIFFED_CHARACTERS)
    strange = sum(1 for c in sample if c == "\ufffd" or (c < " " and c not in "\t\n\r"))
    if strange > _STRANGE * len(sample):
        raise ImportProblem(
            "is no text file",
            where=str(path),
            hint="CSV, TSV, XLSX, JSON or JSON lines; save an .xls as .xlsx",
        )
    head = sample[: sample.find("\n") + 1] or sample
    choices = [(_evenness(sample, delimiter), head.count(delimiter), delimiter) for delimiter in DELIMITERS]
    share, count, best = max(choices, key=lambda choice: (choice[0], choice[1]))
    return best if share > 0 and count > 0 else ","


def _evenness(sample: str, delimiter: str) -> float:
    """Share of the first rows that have as many fields as the headings, when these are two or more."""
    complete = sample[: sample.rfind("\n") + 1] or sample
    try:
        rows = csv.reader(complete.splitlines(keepends=True)[:_SNIFFED_LINES], delimiter=delimiter)
        widths = [len(row) for row in rows if row]
    except csv.Error:
        return 0.0
    if not widths or widths[0] < 2:
        return 0.0
    return sum(width == widths[0] for width in widths) / len(widths)
