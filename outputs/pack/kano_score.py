"""The workbook that scores a KANO survey by live formulas: the same figures as `caifeng kano score`.

`answers` takes answers (it is read by `caifeng kano score` and `caifeng kano import` too); `counts` counts
their letters, or takes counts that are typed over the formulas; Better, Worse, the rule M > O > A > I and
Fong's test follow. Intervals need a bootstrap, which no formula does: `caifeng kano score` gives them.
"""

from collections.abc import Sequence
from typing import Any

from mining.kano.questionnaire import Questionnaire
from mining.kano.survey import FONG_Z, SurveySettings
from mining.kano.table import ANSWERS, evaluate
from outputs.kano.form_xlsx import COLUMNS
from outputs.neutral import FORMULA_STARTS, visible
from outputs.pack.book import Book, make_book
from outputs.pack.report import Made
from outputs.pack.view import PackView

ORDER = ("M", "O", "A", "I", "R", "Q")  # columns C to H of `counts`
SPARE = 10  # rows for features of one's own
SCORES = (
    "n", "better", "worse", "category", "rule", "fong_difference", "fong_criterion", "stands_out",
    "total_strength", "category_strength", "chi2",
)  # fmt: skip
_SHORT = ("respondent", "segment", "feature", "name", "functional", "dysfunctional", "importance")
_LETTER = "letter"


def score_book(views: Sequence[PackView], form: Questionnaire, people: int) -> Made:
    """kano-score.xlsx with rows for so many people."""
    title = f"{views[0].brand}: KANO"

    def fill(book: Book) -> None:
        rows = _answers(book, form, people)
        _counts(book, form, rows)
        _table(book, form)
        lines = [(view.words("kano.fill"),) for view in views] + [
            (view.words("score.how"),) for view in views
        ]
        book.lines("guide", [*lines, *((view.words("score.reliable"),) for view in views)])

    return make_book(views, "kano-score.xlsx", title, fill)


def _answers(book: Book, form: Questionnaire, people: int) -> int:
    """The sheet to fill in; the letter of each pair follows. Returns the last row."""
    assert set(_SHORT) <= set(COLUMNS)  # what the reader of answers knows
    sheet = book.book.add_worksheet("answers")
    for column, (name, width) in enumerate(
        zip((*_SHORT, _LETTER), (12, 12, 20, 26, 24, 24, 12, 8), strict=True)
    ):
        sheet.set_column(column, column, width)
        book.cell(sheet, 0, column, name, book.head)
    sheet.freeze_panes(1, 4)
    row = 0
    for person in range(1, people + 1):
        for pair in form.pairs:
            row += 1
            for column, text in ((0, str(person)), (2, pair.feature.id), (3, pair.name)):
                book.cell(sheet, row, column, visible(text))
            for column in (1, 4, 5, 6):
                sheet.write_blank(row, column, None, book.fill)
            sheet.write_formula(row, 7, _letter(row + 1), None, "")
    for column in (4, 5):
        rule = {"validate": "list", "source": list(form.answers.values()), "error_type": "warning"}
        sheet.data_validation(1, column, row, column, rule)
    return row + 1


def _letter(row: int) -> str:
    """The letter of a row: answers as words or as numbers 1 to 5; blank where either is missing."""
    have, lack = (f"IF(ISNUMBER({c}{row}),{c}{row},MATCH({c}{row},table!$B$1:$F$1,0))" for c in "EF")
    return f'=IF(OR(E{row}="",F{row}=""),"",INDEX(table!$B$2:$F$6,{have},{lack}))'


def _counts(book: Book, form: Questionnaire, rows: int) -> None:
    sheet = book.book.add_worksheet("counts")
    sheet.set_column(0, 1, 24)
    sheet.set_column(2, 7, 7)
    sheet.set_column(8, 18, 12)
    for column, name in enumerate(("feature", "name", *ORDER, *SCORES)):
        book.cell(sheet, 0, column, name, book.head)
    sheet.freeze_panes(1, 2)
    formats = {"share": book.book.add_format({"num_format": "0.000"}), "plain": None}
    for number in range(1, len(form.pairs) + SPARE + 1):
        pair = form.pairs[number - 1] if number <= len(form.pairs) else None
        row = number + 1
        if pair is not None:
            book.cell(sheet, number, 0, visible(pair.feature.id))
            book.cell(sheet, number, 1, visible(pair.name))
        else:
            for column in (0, 1):
                sheet.write_blank(number, column, None, book.fill)
        for column, letter in enumerate(ORDER, start=2):
            found = f'COUNTIFS(answers!$C$2:$C${rows},$A{row},answers!$H$2:$H${rows},"{letter}")'
            counted = f'=IF($A{row}="","",{found})'
            sheet.write_formula(number, column, counted, book.fill, "")
        for column, (name, formula) in enumerate(score_formulas(row).items(), start=8):
            style = formats["plain"] if name in ("n", "category", "rule", "stands_out") else formats["share"]
            sheet.write_formula(number, column, f'=IF(SUM(C{row}:H{row})=0,"",{formula})', style, "")


def score_formulas(row: int) -> dict[str, str]:
    """name of a score -> formula over the counts in C (M), D (O), E (A), F (I), G (R), H (Q) of a row."""
    m, o, a = (f"{column}{row}" for column in "CDE")
    five, six, valid = f"C{row}:G{row}", f"C{row}:H{row}", f"SUM(C{row}:F{row})"
    first, second = f"LARGE({five},1)", f"LARGE({five},2)"
    letters = '{"M","O","A","I","R"}'
    total, both = f"SUM({six})", f"({first}+{second})"
    close = SurveySettings().closeness
    earlier = f"MIN(MATCH({first},{five},0),MATCH({second},{five},0))"
    near = f"AND(({first}-{second})/{total}<={close}+1E-9,{second}>0)"
    criterion = f"{FONG_Z}*SQRT({both}*(2*{total}-{both})/(2*{total}))"
    return {
        "n": total,
        "better": f'IF({valid}=0,"",({a}+{o})/{valid})',
        "worse": f'IF({valid}=0,"",-({o}+{m})/{valid})',
        "category": f'IF({first}=0,"",INDEX({letters},1,MATCH({first},{five},0)))',
        "rule": f'IF({first}=0,"",INDEX({letters},1,IF({near},{earlier},MATCH({first},{five},0))))',
        "fong_difference": f'IF({first}=0,"",{first}-{second})',
        "fong_criterion": f'IF({first}=0,"",{criterion})',
        "stands_out": f'IF({first}=0,"",IF({first}-{second}>={criterion},"yes","no"))',
        "total_strength": f"({a}+{o}+{m})/{total}",
        "category_strength": f"({first}-{second})/{total}",
        "chi2": f'IF({valid}=0,"",(SUMSQ(C{row}:F{row})-{valid}^2/4)/({valid}/4))',
    }


def _table(book: Book, form: Questionnaire) -> None:
    """Rows: the answer when it is there; columns: when it is not."""
    sheet: Any = book.book.add_worksheet("table")
    sheet.set_column(0, 5, 24)
    for n, answer in enumerate(ANSWERS, start=1):
        words = form.answers[answer]
        assert not words.startswith(FORMULA_STARTS)
        sheet.write_string(0, n, words, book.head)
        sheet.write_string(n, 0, words, book.head)
        for k, other in enumerate(ANSWERS, start=1):
            sheet.write_string(n, k, evaluate(answer, other))
