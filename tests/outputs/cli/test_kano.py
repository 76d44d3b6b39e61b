"""`caifeng kano`: a questionnaire goes out, answers come in, scores are printed."""

import json
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from lxml import html

from crawler.store import open_store
from crawler.study import init_study
from outputs.cli import run
from tests import builders

KEYS = {
    "feature", "better", "worse", "category", "rule_category", "total_strength", "category_strength",
    "fong_significant", "chi2", "better_ci", "worse_ci", "warnings",
}  # fmt: skip
COUNTS = "feature,M,O,A,I,R,Q\nApp,95,123,45,33,0,0\nHotline,15,24,121,124,6,6\n"
HOSTILE = '=HYPERLINK("x")<script>alert(1)</script>'


@pytest.fixture
def counts(tmp_path: Path) -> str:
    path = tmp_path / "counts.csv"
    path.write_text(COUNTS, encoding="utf-8")
    return str(path)


@pytest.fixture
def ideas(tmp_path: Path) -> str:
    path = tmp_path / "ideas.txt"
    path.write_text(f"免费续杯\nA lid that stays on\n{HOSTILE}\n", encoding="utf-8")
    return str(path)


def printed(capsys: pytest.CaptureFixture[str], *words: str) -> Any:
    capsys.readouterr()
    assert run(["kano", *words, "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def test_counts_as_json_have_the_documented_keys(counts: str, capsys: pytest.CaptureFixture[str]) -> None:
    found = printed(capsys, "score", "--counts", counts)

    assert list(found) == ["features"]
    app, hotline = found["features"]
    assert set(app) == set(hotline) == KEYS
    assert (app["feature"], app["category"], app["fong_significant"]) == ("App", "O", True)
    assert (hotline["category"], hotline["rule_category"], hotline["fong_significant"]) == ("I", "A", False)
    assert app["better"] == pytest.approx(0.568, abs=0.001)
    assert app["better_ci"][0] < app["better"] < app["better_ci"][1]
    assert hotline["warnings"][0].startswith("segments:")
    assert found == printed(capsys, "score", "--counts", counts)


def test_counts_as_a_table(counts: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["kano", "score", "--counts", counts]) == 0
    lines = capsys.readouterr().out.splitlines()

    assert lines[1].split()[:8] == ["App", "296", "95", "123", "45", "33", "0", "0"]
    assert lines[2].split()[-3:] == ["I", "A", "no"]
    assert lines[-1] == "Hotline: I and A lead together; look for two groups of people"


@pytest.mark.parametrize(
    ("text", "said"),
    [("", "is empty"), ("feature,M\nx,1\n", "is missing"), (COUNTS.replace("95", "-9"), "cannot be -9")],
)
def test_bad_counts_are_said_in_one_message(
    text: str, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "bad.csv"
    path.write_text(text, encoding="utf-8")

    assert run(["kano", "score", "--counts", str(path)]) == 1
    told = capsys.readouterr()
    assert told.out == ""
    assert said in told.err
    assert "Traceback" not in told.err


def test_one_thing_to_score_is_wanted(counts: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["kano", "score"]) == 2
    assert run(["kano", "score", "answers.csv", "--counts", counts]) == 2
    assert "one of" in capsys.readouterr().err


def fill(path: Path, answers: dict[str, tuple[str, str, int]]) -> None:
    book = openpyxl.load_workbook(path)
    sheet = book["answers"]
    columns = {cell.value: number for number, cell in enumerate(sheet[1], start=1)}
    for row in range(2, sheet.max_row + 1):
        feature = sheet.cell(row, columns["feature"]).value
        for name, value in zip(("functional", "dysfunctional", "importance"), answers[feature], strict=True):
            sheet.cell(row, columns[name]).value = value
    book.save(path)


ANSWERS = {
    "免费续杯": ("我很喜欢 / I like it", "无所谓 / I do not mind", 8),
    "A lid that stays on": ("理应如此 / It must be so", "我很不喜欢 / I dislike it", 9),
    HOSTILE: ("我很喜欢 / I like it", "我很喜欢 / I like it", 1),
}


def test_a_workbook_goes_round(ideas: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    form, study = tmp_path / "form.xlsx", tmp_path / "tea"
    options = ["--lang", "both", "--importance", "--people", "3", "--seed", "4"]
    assert run(["kano", "questionnaire", "--features", ideas, "--out", str(form), *options]) == 0
    fill(form, ANSWERS)
    assert run(["init", str(study)]) == 0

    done = printed(capsys, "import", str(form), "--study", str(study), "--survey", "spring")
    again = printed(capsys, "import", str(form), "--study", str(study), "--survey", "spring")
    scores = {item["feature"]: item for item in printed(capsys, "score", "--study", str(study))["features"]}

    assert (done["answers"], done["people"], done["features"], done["replaced"]) == (9, 3, 3, 0)
    assert (again["answers"], again["replaced"]) == (9, 9)
    assert {name: item["category"] for name, item in scores.items()} == {
        "免费续杯": "A", "A lid that stays on": "M", HOSTILE: None,
    }  # fmt: skip
    assert scores["免费续杯"]["counts"]["A"] == 3
    assert scores["免费续杯"]["importance"] == 8
    assert scores["A lid that stays on"]["continuous"] == {
        "n": 3, "functional": 2, "functional_sd": 0, "dysfunctional": 4, "dysfunctional_sd": 0,
    }  # fmt: skip
    direct = {item["feature"]: item for item in printed(capsys, "score", str(form))["features"]}
    assert direct == scores


def test_respondents_are_keyed_before_they_are_stored(tmp_path: Path) -> None:
    answers, study = tmp_path / "answers.csv", tmp_path / "tea"
    answers.write_text(
        "respondent,feature,functional,dysfunctional\n"
        "Wei Zhang,lid,1,5\nanonymous,lid,1,5\nAnonymous ,lid,2,5\n",
        encoding="utf-8",
    )
    assert run(["init", str(study)]) == 0
    assert run(["kano", "import", str(answers), "--study", str(study)]) == 0

    with open_store(study / "study.db") as store:
        stored = [row["respondent"] for row in store.rows("SELECT respondent FROM kano_answers")]
    assert len(set(stored)) == 3
    assert not any("Wei" in key or "nonym" in key for key in stored)
    assert b"Wei Zhang" not in (study / "study.db").read_bytes()


def test_a_study_without_answers_or_candidates_says_what_to_do(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    study = str(tmp_path / "tea")
    assert run(["init", study]) == 0

    assert run(["kano", "score", "--study", study]) == 1
    assert "caifeng kano import" in capsys.readouterr().err
    assert run(["kano", "questionnaire", "--study", study, "--out", str(tmp_path / "f.html")]) == 1
    assert "caifeng mine" in capsys.readouterr().err


def test_the_page_to_print(ideas: str, tmp_path: Path) -> None:
    out = tmp_path / "form.html"
    assert run(["kano", "questionnaire", "--features", ideas, "--out", str(out), "--lang", "both"]) == 0
    text = out.read_text(encoding="utf-8")
    page = html.fromstring(text)

    assert "<script" not in text
    assert len(page.xpath("//section")) == 3
    assert len(page.xpath("//fieldset")) == 6
    assert len(page.xpath("//input[@type='radio']")) == 30
    assert any(HOSTILE in (title.text_content()) for title in page.xpath("//h2"))
    assert page.xpath("//legend/span[text()='如果有【免费续杯】，您觉得？']")
    assert not page.xpath("//*[@src or @href]")
    other = tmp_path / "other.html"
    assert (
        run(
            [
                "kano",
                "questionnaire",
                "--features",
                ideas,
                "--out",
                str(other),
                "--lang",
                "zh",
                "--importance",
            ]
        )
        == 0
    )
    assert len(html.fromstring(other.read_text(encoding="utf-8")).xpath("//fieldset")) == 9


@pytest.mark.parametrize(
    "words",
    [["--out", "f.html"], ["--out", "f.pdf", "--features", "x.txt"], ["--features", "x.txt"],
     ["--out", "f.html", "--features", "x.txt", "--study", "tea"]],
)  # fmt: skip
def test_wrong_calls_of_the_questionnaire(words: list[str]) -> None:
    assert run(["kano", "questionnaire", *words]) == 2


def test_no_cell_of_the_workbook_is_a_formula(ideas: str, tmp_path: Path) -> None:
    form = tmp_path / "form.xlsx"
    assert run(["kano", "questionnaire", "--features", ideas, "--out", str(form), "--lang", "en"]) == 0

    book = openpyxl.load_workbook(form)
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert not [cell.value for cell in cells if cell.data_type == "f"]
    assert any(cell.value == HOSTILE and cell.quotePrefix for cell in cells)
    lists = [rule for rule in book["answers"].data_validations.dataValidation if rule.type == "list"]
    assert len(lists) == 2


def test_where_nothing_can_be_estimated_the_table_says_what_is_missing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    study = init_study(tmp_path / "quiet", domains=["restaurant"])
    with study.open() as store:
        run_id = builders.run(store, "kano")
        columns = "run_id, feature, label_zh, label_en, verdict, n_neg, n_pos, people_neg, people_pos"
        with store.writing() as conn:
            for number in range(12):
                conn.execute(
                    f"INSERT INTO kano_candidates ({columns}, missing, cues, note) VALUES"
                    " (?, ?, '排队', ?, 'insufficient_evidence', ?, 0, ?, 0, ?, '{}', '')",
                    (run_id, f"f{number}", f"Feature {number}", 12 - number, 12 - number,
                     '{"reason": "few_mentions", "negative_mentions": 20}'),
                )  # fmt: skip

    assert run(["kano", "candidates", "--study", str(study.folder)]) == 0

    printed = capsys.readouterr()
    assert "Feature 0" in printed.out
    assert "20 more negative mentions" in printed.out
    assert "2 more are mentioned too seldom" in printed.err
