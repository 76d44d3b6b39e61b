import gzip
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crawler.errors import ImportProblem
from crawler.importing.delimited import open_delimited
from crawler.importing.rows import MAX_CELL, BadRow, Row


def read(path: Path, content: str | bytes) -> tuple[list[dict[str, str]], list[BadRow]]:
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    rows = list(open_delimited(path).rows())
    return [row.cells for row in rows if isinstance(row, Row)], [
        row for row in rows if isinstance(row, BadRow)
    ]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "posts.csv"


def test_quotes_newlines_and_commas_in_cells(file: Path) -> None:
    good, bad = read(file, 'text,star\r\n"Sweet, but ""too"" sweet\nsecond line",4\r\n\r\nplain,5\r\n')
    assert good == [
        {"text": 'Sweet, but "too" sweet\nsecond line', "star": "4"},
        {"text": "plain", "star": "5"},
    ]
    assert bad == []


@pytest.mark.parametrize(("delimiter", "name"), [("\t", "tabs"), (";", ";"), ("|", "|")])
def test_other_delimiters_are_found_and_said(file: Path, delimiter: str, name: str) -> None:
    rows = [["text", "star"], ["tea, warm; nice", "4"], ["a b", "5"]]
    file.write_text("\n".join(delimiter.join(f'"{cell}"' for cell in row) for row in rows))
    table = open_delimited(file)
    first = next(table.rows())
    assert isinstance(first, Row)
    assert first.cells == {"text": "tea, warm; nice", "star": "4"}
    assert name in " ".join(table.notes)


def test_a_column_of_sentences_is_one_column(file: Path) -> None:
    good, bad = read(file, 'text\n"tea, warm"\nplain\n')
    assert [row["text"] for row in good] == ["tea, warm", "plain"]
    assert bad == []


def test_a_row_with_the_wrong_number_of_fields_is_named_and_the_rest_goes_on(file: Path) -> None:
    good, bad = read(file, "text,star\nfirst,1\nonly text\ntoo,many,fields\ntrailing,4,\nlast,5\n")
    assert [row["text"] for row in good] == ["first", "trailing", "last"]
    assert [(row.place, row.reason) for row in bad] == [
        ("row 3, line 3", "1 fields where the headings are 2"),
        ("row 4, line 4", "3 fields where the headings are 2"),
    ]


@pytest.mark.parametrize(
    "after", ["plain,5\nlast,5\n", '"quoted",5\nlast,5\n', 'a "quoted" word,5\nlast,5\n', "last,5\n" * 3]
)
def test_a_quote_that_is_never_closed_costs_one_row(file: Path, after: str) -> None:
    good, bad = read(file, f'text,star\nfirst,1\n"never closed,2\n{after}')
    assert good[0]["text"] == "first"
    assert len(good) == 1 + after.count("\n")
    assert [(row.place, row.reason) for row in bad] == [("row 3, line 3", "a quote is opened and not closed")]
    assert bad[0].sample.startswith('"never closed')


def test_a_row_of_many_lines_with_the_wrong_number_of_fields_says_so(file: Path) -> None:
    good, bad = read(file, 'text,star\n"tea\nand\ncake",1,extra\nlast,5\n')
    assert [row["text"] for row in good] == ["last"]
    assert "3 fields" in bad[0].reason
    assert "3 lines" in bad[0].reason
    assert "cake" in bad[0].sample


def test_a_file_of_broken_rows_takes_linear_time(file: Path) -> None:
    lines = 20_000
    good, bad = read(file, "text,star\n" + '"open,1\nplain text here,2\n' * lines)
    assert len(bad) == lines
    assert len(good) == lines


def test_a_line_beyond_all_measure_is_skipped_whole(file: Path) -> None:
    good, bad = read(file, "text,star\n" + "x" * (MAX_CELL + 10) + ",1\nlast,5\n")
    assert good == [{"text": "last", "star": "5"}]
    assert "more than 8,000,000 characters" in bad[0].reason


def test_a_cell_of_two_megabytes_is_read(file: Path) -> None:
    good, _ = read(file, "text,star\n" + "x" * 2_000_000 + ",1\n")
    assert len(good[0]["text"]) == 2_000_000


def test_headings_are_made_unique(file: Path) -> None:
    good, _ = read(file, "\ufefftext,,text\na,b,c\n")
    assert good == [{"text": "a", "column 2": "b", "text 2": "c"}]


def test_gzip_is_read(tmp_path: Path) -> None:
    path = tmp_path / "posts.csv.gz"
    path.write_bytes(gzip.compress("text,star\n好喝,5\n".encode("gb18030")))
    assert [row.cells for row in open_delimited(path).rows() if isinstance(row, Row)] == [
        {"text": "好喝", "star": "5"}
    ]


@pytest.mark.parametrize("content", [b"", b"\n\n\n"])
def test_an_empty_file_is_refused(file: Path, content: bytes) -> None:
    with pytest.raises(ImportProblem, match="is empty"):
        read(file, content)


def test_a_binary_file_is_refused(file: Path) -> None:
    with pytest.raises(ImportProblem):
        read(file, bytes(range(256)) * 40)


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.text(alphabet='ab,"\n\r ;\t茶', max_size=12), max_size=25))
def test_whatever_the_lines_every_row_is_read_or_named(file: Path, lines: list[str]) -> None:
    good, bad = read(file, "text,star\nfirst,1\n" + "\n".join(lines) + "\nlast row,5\n")
    assert good[0]["text"] == "first"
    words = "".join(row["text"] + row["star"] for row in good) + "".join(row.sample for row in bad)
    assert "last row" in words
    assert words.count("茶") >= "".join(lines).count("茶")
