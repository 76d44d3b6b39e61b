"""JSON lines and JSON arrays, one object at a time; what does not parse is reported, the rest is read."""

import json
import re
from collections.abc import Iterator, Mapping
from io import TextIOWrapper
from itertools import islice
from pathlib import Path
from typing import Any

from crawler.errors import ImportProblem
from crawler.importing.bounded import open_bytes, open_text
from crawler.importing.encodings import detect_stream
from crawler.importing.rows import MAX_CELL, MAX_COLUMNS, BadRow, Row, Table

MAX_DOCUMENT = 64_000_000  # characters of a JSON file that is one object, which has to be read whole
_LIST_DEPTH = 3
_FLAT_DEPTH = 3
_HEADING_ROWS = 200
_CHUNK = 1_000_000
_BETWEEN = re.compile(r"[\ufeff \t\r\n,]*")
_NEXT_ITEM = re.compile(r"\}\s*,\s*(?=\{)")
_DECODER = json.JSONDecoder()


def open_json(path: Path) -> Table:
    """A JSON file of posts: one object a line, an array, or an object that holds an array.

    Nested objects become dotted headings ("user.name"). Raises ImportProblem when it is none of these.
    """
    with open_bytes(path, tolerant=True) as file:
        encoding = detect_stream(file)
    with open_text(path, encoding.name, tolerant=True) as text:
        shape = _shape(text, path)
    reader = {"lines": _lines, "array": _array, "object": _document}[shape]

    def rows(*, tolerant: bool = False) -> Iterator[Row | BadRow]:
        with open_text(path, encoding.name, tolerant=tolerant) as text:
            yield from reader(text, path)

    table = Table(path, "jsonl" if shape == "lines" else "json", rows, encoding.name)
    table.headings = _first_headings(rows(tolerant=True))
    if encoding.note:
        table.notes.append(encoding.note)
    return table


def _first_headings(rows: Iterator[Row | BadRow]) -> list[str]:
    names: dict[str, None] = {}
    for row in islice(rows, _HEADING_ROWS):
        if isinstance(row, Row):
            names.update(dict.fromkeys(row.cells))
    return list(names)[:MAX_COLUMNS]


def _shape(text: TextIOWrapper, path: Path) -> str:
    """Which shape it has, "lines", "array" or "object", by the first characters and the first line."""
    first = text.readline(MAX_CELL)
    while first and not first.strip():
        first = text.readline(MAX_CELL)
    start = first.lstrip()[:1]
    if not start:
        raise ImportProblem(
            "is empty", where=str(path), hint="one JSON object a line, or an array of objects"
        )
    if start == "[":
        return "array"
    lines = path.name.lower().removesuffix(".gz").endswith((".jsonl", ".ndjson"))
    if lines or (isinstance(_parsed(first), dict) and text.readline(_CHUNK).strip()):
        return "lines"
    if start == "{":
        return "object"
    raise ImportProblem("is no JSON", where=str(path), hint="one JSON object a line, or an array of objects")


def _parsed(line: str) -> Any:
    """The value, or the reason why there is none, as an exception object."""
    try:
        return json.loads(line)
    except RecursionError:
        return ValueError("it is nested too deep")
    except ValueError as error:
        return error


def _lines(text: TextIOWrapper, _path: Path) -> Iterator[Row | BadRow]:
    number = 0
    while line := text.readline(MAX_CELL + 1):
        number += 1
        place = f"line {number}"
        if len(line) > MAX_CELL and not line.endswith("\n"):
            while (rest := text.readline(MAX_CELL)) and not rest.endswith("\n"):
                pass
            yield BadRow(place, f"the line has more than {MAX_CELL:,} characters", line[:1_000])
        elif line.strip("\ufeff \t\r\n"):
            yield _row(place, _parsed(line.lstrip("\ufeff")), line)


def _row(place: str, value: Any, sample: str) -> Row | BadRow:
    if isinstance(value, Exception):
        return BadRow(place, f"does not parse as JSON: {_reason(value)}", sample[:1_000])
    if not isinstance(value, dict):
        return BadRow(place, f"is a {type(value).__name__}, where a post is an object", sample[:1_000])
    cells: dict[str, Any] = {}
    _flatten(value, "", 0, cells)
    return Row(place, cells)


def _reason(error: Exception) -> str:
    return (
        f"{error.msg} at character {error.pos + 1:,}"
        if isinstance(error, json.JSONDecodeError)
        else str(error)[:100]
    )


def _flatten(found: Mapping[str, Any], prefix: str, depth: int, cells: dict[str, Any]) -> None:
    for name, value in found.items():
        if len(cells) >= MAX_COLUMNS:
            return
        key = prefix + " ".join(str(name)[:200].split())
        if isinstance(value, dict) and value and depth < _FLAT_DEPTH:
            _flatten(value, key + ".", depth + 1, cells)
        else:
            cells[key or "unnamed"] = value


class _Window:
    """A stretch of a long text: what was read and not yet used, from `at` on."""

    def __init__(self, source: TextIOWrapper) -> None:
        self._source = source
        self.text = ""
        self.at = 0

    def more(self) -> bool:
        """Read on, at least doubling what is left; False at the end of the file."""
        self.text = self.text[self.at :]
        self.at = 0
        found = self._source.read(max(_CHUNK, len(self.text)))
        self.text += found
        return bool(found)

    def next_character(self) -> str:
        """Step over blanks and commas; the character that follows, "" at the end."""
        while True:
            match = _BETWEEN.match(self.text, self.at)
            self.at = match.end() if match else self.at
            if self.at < len(self.text):
                return self.text[self.at]
            if not self.more():
                return ""

    def resume(self) -> bool:
        """Step behind the next "}, ", where another item begins; False when there is none."""
        while True:
            match = _NEXT_ITEM.search(self.text, self.at)
            if match:
                self.at = match.end()
                return True
            self.at = max(self.at, len(self.text) - 200)
            if not self.more():
                return False


def _array(text: TextIOWrapper, _path: Path) -> Iterator[Row | BadRow]:
    """Items of an array, from a window over the text that holds little more than one item."""
    window = _Window(text)
    window.next_character()
    window.at += 1  # the opening bracket
    number = 0
    while (found := window.next_character()) != "]":
        number += 1
        if not found:
            yield BadRow(f"item {number}", "the array is not closed: the file ends too early", "")
            return
        value, end = _item(window)
        yield _row(f"item {number}", value, window.text[window.at : window.at + 1_000])
        if end is not None:
            window.at = end
        elif not window.resume():
            yield BadRow(f"item {number + 1}", "nothing more of the array can be read", "")
            return


def _item(window: _Window) -> tuple[Any, int | None]:
    """The item at the window's place and where it ends; an exception and None when it is none."""
    while True:
        try:
            return _DECODER.raw_decode(window.text, window.at)
        except RecursionError:
            return ValueError("it is nested too deep"), None
        except ValueError as error:
            # an error far from the window's end is the item's own; near it the item may go on
            own = not isinstance(error, json.JSONDecodeError) or not _unfinished(error, window.text)
            if own or len(window.text) - window.at > MAX_CELL or not window.more():
                return error, None


def _unfinished(error: json.JSONDecodeError, text: str) -> bool:
    return error.msg.startswith("Unterminated string") or error.pos >= len(text) - 16


def _document(text: TextIOWrapper, path: Path) -> Iterator[Row | BadRow]:
    """The largest list of objects inside one object; the object itself when there is none."""
    whole = text.read(MAX_DOCUMENT + 1)
    if len(whole) > MAX_DOCUMENT:
        raise ImportProblem(
            f"is one JSON object of more than {MAX_DOCUMENT // 1_000_000} million characters",
            where=str(path),
            hint="save the posts as JSON lines, one object a line",
        )
    value = _parsed(whole.lstrip("\ufeff"))
    if isinstance(value, Exception):
        raise ImportProblem(
            f"does not parse as JSON: {_reason(value)}",
            where=str(path),
            hint="one JSON object a line is the safest form",
        )
    items = max(_lists(value, 0), key=len, default=[value])
    for number, item in enumerate(items, 1):
        yield _row(f"item {number}", item, str(item)[:1_000])


def _lists(value: Any, depth: int) -> Iterator[list[Any]]:
    if isinstance(value, list) and any(isinstance(item, dict) for item in value):
        yield value
    elif isinstance(value, dict) and depth < _LIST_DEPTH:
        for inner in value.values():
            yield from _lists(inner, depth + 1)
