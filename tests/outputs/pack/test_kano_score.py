"""The workbook that scores KANO: its formulas, and what a second program computes from them."""

import json
import random
from pathlib import Path

import pytest
from openpyxl import load_workbook

from mining.kano.questionnaire import Feature, Questionnaire, make_questionnaire
from mining.kano.scoring import score_answers
from mining.kano.sheets import read_answers
from mining.kano.survey import FeatureScore, score_features
from mining.kano.table import ANSWERS, LETTERS
from outputs.pack.kano_score import ORDER, SCORES, score_book
from outputs.pack.options import PackOptions
from outputs.pack.view import load_views
from tests.libreoffice import convert, find_libreoffice
from tests.outputs.pack.conftest import sample_study

FIRST = 9  # column of the first score, counted from 1


@pytest.fixture(scope="module")
def form() -> Questionnaire:
    features = [Feature(f"f{n}", f"=功能{n}", f"Feature {n}", "presence") for n in range(6)]
    return make_questionnaire(features, language="en", seed=3, with_importance=True)


@pytest.fixture
def book(tmp_path: Path, form: Questionnaire) -> Path:
    study = sample_study(tmp_path / "study")
    with study.open() as store:
        views = load_views(study, store, PackOptions(language="en"))
    path = tmp_path / "kano-score.xlsx"
    path.write_bytes(score_book(views, form, 12).data)
    return path


def fill(path: Path, form: Questionnaire) -> None:
    """Answers of twelve people, some left out, some as numbers."""
    dice = random.Random(11)
    sheet_book = load_workbook(path)
    sheet = sheet_book["answers"]
    for row in range(2, sheet.max_row + 1):
        if dice.random() < 0.1:
            continue
        for column in (5, 6):
            answer = dice.randrange(len(ANSWERS))
            sheet.cell(row, column).value = (
                answer + 1 if dice.random() < 0.3 else form.answers[ANSWERS[answer]]
            )
    sheet_book.save(path)


def test_the_sheet_of_answers_is_what_the_scorer_reads(book: Path, form: Questionnaire) -> None:
    fill(book, form)
    sheet = read_answers(book)
    assert set(sheet.features) == {pair.feature.id for pair in form.pairs}
    assert len(sheet.answers) > 50


def test_scores_are_formulas_and_names_are_not(book: Path) -> None:
    counts = load_workbook(book)["counts"]
    assert [c.value for c in counts[1]][2:] == [*ORDER, *SCORES]
    for column in range(3, FIRST + len(SCORES)):
        assert counts.cell(2, column).data_type == "f"
    assert not [
        c for row in load_workbook(book)["answers"].iter_rows(max_col=4) for c in row if c.data_type == "f"
    ]


def same(row: dict[str, object], score: FeatureScore) -> None:
    """A computed row against the scorer, all figures."""
    expected = {
        "n": score.answers, "better": score.better, "worse": score.worse, "category": score.category,
        "rule": score.rule_category, "total_strength": score.total_strength,
        "category_strength": score.category_strength, "chi2": score.chi2,
        "fong_difference": score.fong and score.fong.difference,
        "fong_criterion": score.fong and score.fong.criterion,
        "stands_out": score.fong and ("yes" if score.fong.significant else "no"),
    }  # fmt: skip
    assert set(expected) == set(SCORES)
    for name, value in expected.items():
        assert row[name] == (pytest.approx(value, abs=1e-9) if isinstance(value, float) else value), name


def computed(path: Path, folder: Path) -> dict[str, dict[str, object]]:
    """feature -> name of the score -> value, after LibreOffice has computed them."""
    sheet = load_workbook(convert(path, "xlsx:Calc MS Excel 2007 XML", folder), data_only=True)["counts"]
    rows = {}
    for line in sheet.iter_rows(min_row=2, values_only=True):
        if line[0]:
            rows[str(line[0])] = dict(zip((*ORDER, *SCORES), line[2:], strict=False))
    return rows


@pytest.mark.heavy
def test_libreoffice_computes_what_the_scorer_says(
    book: Path, form: Questionnaire, tmp_path: Path, shared_dir: Path
) -> None:
    if find_libreoffice() is None:
        pytest.skip("needs LibreOffice (apt-get install libreoffice-calc)")
    (tmp_path / "out").mkdir()
    fill(book, form)
    sheet = read_answers(book)
    golden = json.loads((shared_dir / "kano" / "golden_kano.json").read_text(encoding="utf-8"))[
        "stp25kano_readme"
    ]
    changed = load_workbook(book)
    counts = changed["counts"]
    for number, row in enumerate(golden, start=len(form.pairs) + 2):  # typed over the formulas of spare rows
        counts.cell(number, 1).value = row["name"]
        for column, letter in enumerate(ORDER, start=3):
            counts.cell(number, column).value = row[letter]
    changed.save(book)

    found = computed(book, tmp_path / "out")

    typed = [(row["name"], {letter: row[letter] for letter in LETTERS}) for row in golden]
    for score in (*score_features(typed), *(item.score for item in score_answers(sheet.answers))):
        same(found[score.feature], score)
    for row in golden:  # and against the published figures
        assert found[row["name"]]["better"] == pytest.approx(row["better"], abs=1e-3)
        assert found[row["name"]]["worse"] == pytest.approx(row["worse"], abs=1e-3)
        assert found[row["name"]]["rule"] == row["rule_MOAI"]
        assert found[row["name"]]["stands_out"] == ("yes" if row["fong_sig"] else "no")
