"""Files of counts, answers and features: what is read, and what is refused with its place."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from crawler.errors import ImportProblem
from mining.kano.questionnaire import read_features
from mining.kano.sheets import read_answers, read_counts

HEAD = "feature,M,O,A,I,R,Q\n"


def file(folder: Path, text: str, name: str = "in.csv") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def workbook(folder: Path, rows: Sequence[Sequence[Any]]) -> Path:
    path = folder / "in.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    return path


def test_counts_keep_the_order_of_the_file(tmp_path: Path) -> None:
    found = read_counts(file(tmp_path, HEAD + "续杯,1,2,3,4,5,6\nlid,0,0,0,0,0,0\n"))

    assert found == [
        ("续杯", {"M": 1, "O": 2, "A": 3, "I": 4, "R": 5, "Q": 6}),
        ("lid", dict.fromkeys("MOAIRQ", 0)),
    ]


def test_columns_in_any_order_and_case_also_from_a_workbook(tmp_path: Path) -> None:
    path = workbook(tmp_path, [["q", "FEATURE", "m", "o", "a", "i", "r"], [6, "lid", 1, 2, 3, 4, 5]])

    assert read_counts(path) == [("lid", {"M": 1, "O": 2, "A": 3, "I": 4, "R": 5, "Q": 6})]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "is empty"),
        (HEAD, "no rows"),
        ("feature,M,O,A,I,R\nlid,1,2,3,4,5\n", "column Q is missing"),
        ("feature,M,O,A,I,R,Q,N\nlid,1,2,3,4,5,6,7\n", "column 'N' that is not known"),
        ("feature,M,O,A,I,R,Q,M\nlid,1,2,3,4,5,6,7\n", "column 'M 2' that is not known"),
        (HEAD + "lid,1,2,-3,4,5,6\n", "row 2, line 2: A of 'lid' cannot be -3"),
        (HEAD + "lid,1,2,three,4,5,6\n", "A of 'lid' is no number: 'three'"),
        (HEAD + "lid,1,2,,4,5,6\n", "A of 'lid' is blank"),
        (HEAD + "lid,1,2,nan,4,5,6\n", "A of 'lid' cannot be nan"),
        (HEAD + "lid,1,2,1e300,4,5,6\n", "A of 'lid' is too large"),
        (HEAD + ",1,2,3,4,5,6\n", "has no name"),
        (HEAD + "lid,1,2,3,4,5,6\nlid,1,2,3,4,5,6\n", "row 3, line 3: 'lid' stands here for the second time"),
        (HEAD + "lid,1,2,3\n", "4 fields where the headings are 7"),
    ],
)
def test_bad_counts_are_named(text: str, said: str, tmp_path: Path) -> None:
    with pytest.raises(ImportProblem) as caught:
        read_counts(file(tmp_path, text))

    assert said in caught.value.message
    assert caught.value.hint
    assert "post" not in caught.value.hint


LONG = "respondent,feature,functional,dysfunctional,importance,segment\n"


def test_long_answers(tmp_path: Path) -> None:
    text = LONG + "1,续杯,我很喜欢,无所谓,7,学生\n1,lid,like,5,,\n2,续杯,,,,\n2,lid,must,,,\n"
    sheet = read_answers(file(tmp_path, text))

    first, second = sheet.answers
    assert (first.functional, first.dysfunctional, first.importance, first.segment) == (
        "like",
        "neutral",
        7,
        "学生",
    )
    assert (second.functional, second.dysfunctional, second.importance, second.segment) == (
        "like", "dislike", None, None,
    )  # fmt: skip
    assert sheet.features == ["续杯", "lid"]
    assert sheet.pairs("lid") == [("like", "dislike")]
    assert sheet.notes == ["1 pairs not answered", "1 pairs answered by half"]


def test_a_file_of_one_person_needs_no_column_for_them(tmp_path: Path) -> None:
    sheet = read_answers(file(tmp_path, "功能,有,没有\n续杯,1,5\n", "wei.csv"))

    assert [(a.respondent, a.feature) for a in sheet.answers] == [("wei", "续杯")]


def test_wide_answers_and_the_columns_left_out(tmp_path: Path) -> None:
    ours = "编号,如果有【续杯】，您觉得？,如果没有【续杯】，您觉得？"
    head = f"{ours},lid | with,lid | without,lid | importance,comment\n"
    sheet = read_answers(file(tmp_path, head + "a,喜欢,无所谓,2,5,9,nice\nb,1,1,,,,\n"))

    assert {
        (a.respondent, a.feature): (a.functional, a.dysfunctional, a.importance) for a in sheet.answers
    } == {
        ("a", "续杯"): ("like", "neutral", None),
        ("a", "lid"): ("must", "dislike", 9),
        ("b", "续杯"): ("like", "like", None),
    }
    assert sheet.notes == ["1 pairs not answered", "columns not read: comment"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "is empty"),
        ("a,b\n1,2\n", "no answers are found under a, b"),
        (LONG, "no complete answer"),
        (
            LONG + "1,lid,like,rather not,,\n",
            "row 2, line 2: 'rather not' about 'lid' is none of the 5 answers",
        ),
        (LONG + "1,lid,1,2,10,\n", "importance cannot be '10'"),
        (LONG + "1,lid,1,2,high,\n", "importance cannot be 'high'"),
        (LONG + "1,,1,2,3,\n", "has no name"),
        (LONG + "1,lid,1,2,3,\n1,lid,1,2,3,\n", "'1' answers for the second time about 'lid'"),
    ],
)
def test_bad_answers_are_named(text: str, said: str, tmp_path: Path) -> None:
    with pytest.raises(ImportProblem) as caught:
        read_answers(file(tmp_path, text))

    assert said in caught.value.message


def test_features_from_lines_and_from_a_table(tmp_path: Path) -> None:
    lines = read_features(file(tmp_path, "\ufeff续杯\n\n  Late   pick-up \n", "in.txt"))
    table = read_features(
        file(tmp_path, "feature,zh,en,form\nrefill,续杯,Refill,\nwait,,Waiting time,quality\n")
    )

    assert [(f.id, f.name_zh, f.form) for f in lines] == [
        ("续杯", "续杯", "presence"), ("Late pick-up", "Late pick-up", "presence"),
    ]  # fmt: skip
    assert [(f.id, f.name_zh, f.name_en, f.form) for f in table] == [
        ("refill", "续杯", "Refill", "presence"), ("wait", "Waiting time", "Waiting time", "quality"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("in.txt", "\n\n", "names no feature"),
        ("in.txt", "lid\nlid\n", "stands there twice"),
        ("in.csv", "feature,zh,size\nlid,盖子,3\n", "column 'size' that is not known"),
        ("in.csv", "feature,form\nlid,large\n", "form cannot be 'large'"),
        ("in.csv", "feature,zh,form\n,,quality\n", "has no name"),
    ],
)
def test_bad_features_are_named(name: str, text: str, said: str, tmp_path: Path) -> None:
    with pytest.raises(ImportProblem) as caught:
        read_features(file(tmp_path, text, name))

    assert said in str(caught.value)


def test_missing_and_foreign_files(tmp_path: Path) -> None:
    for read in (read_counts, read_answers, read_features):
        with pytest.raises(ImportProblem):
            read(tmp_path / "no.csv")
    with pytest.raises(ImportProblem, match="no text"):
        bad = tmp_path / "bad.txt"
        bad.write_bytes(b"\x89\x00\x01\x02")
        read_features(bad)
