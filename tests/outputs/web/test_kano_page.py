"""The KANO page: candidates with what is missing, the questionnaire from them, the plot of answers."""

from io import BytesIO

import openpyxl
import pytest

from crawler.store import Store
from crawler.study import Study
from mining.kano.answers import save_answers
from mining.kano.sheets import SurveyAnswer
from mining.kano.table import ANSWERS
from outputs.web.download import safe_name
from tests.builders import run
from tests.outputs.web_tools import Reviewer

_INSERT = (
    "INSERT INTO kano_candidates (run_id, feature, label_zh, label_en, verdict, grade, n_neg, n_pos,"
    " people_neg, people_pos, penalty, penalty_p, reward, reward_p, riocs, ia, ia_low, ia_high, stability,"
    " missing, cues, note) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)"
)
_CUES = '{"must_be": {"people": 4, "sources": 2, "words": ["basic"]}}'


def add_candidates(store: Store) -> None:
    """One must-be candidate with figures, one feature of which too little is known."""
    kano = run(store, "kano")
    known = (kano, "drying", "烘干", "Drying", "must_be", "moderate", 60, 40, 50, 36, -0.9, 0.001, 0.1, 0.4,
             1.0, -0.8, -0.95, -0.6, 0.9, "{}", _CUES, "cues_only")  # fmt: skip
    lacking = (kano, "scent", "香味", "Scent", "insufficient_evidence", None, 3, 0, 3, 0, *[None] * 9,
               '{"reason": "few_mentions", "negative_people": 17}', "{}", "")  # fmt: skip
    with store.writing() as conn:
        conn.executemany(_INSERT, [known, lacking])


@pytest.fixture
def weighed(sample: Study) -> Study:
    with sample.open() as store:
        add_candidates(store)
    return sample


def test_a_candidate_has_its_interval_and_its_doubts(weighed: Study) -> None:
    with Reviewer(weighed) as reviewer:
        page = reviewer.get("/kano").text

    assert "must-be candidate" in page
    assert "-0.80 [-0.95, -0.60]" in page
    assert "must-be candidate: 4 people (basic)" in page
    assert "Albayrak" in page


def test_too_little_evidence_says_what_is_missing(weighed: Study) -> None:
    with Reviewer(weighed) as reviewer:
        page = reviewer.get("/kano").text

    assert "1 of 2 features: not enough evidence." in page
    assert "too few mentions: 17 more people who blame it" in page


def test_chosen_candidates_become_a_workbook(weighed: Study) -> None:
    with Reviewer(weighed) as reviewer:
        answer = reviewer.post(
            "/kano/questionnaire", feature="drying", own="A bench\n", language="en", format="xlsx", people="2"
        )
    sheet = openpyxl.load_workbook(BytesIO(answer.content)).worksheets[0]
    rows = list(sheet.iter_rows(values_only=True))

    assert {row[2] for row in rows[1:]} == {"drying", "A bench"}
    assert len(rows) == 1 + 2 * 2
    assert "attachment" in answer.headers["content-disposition"]


def test_the_printed_form_shows_names_as_they_are(weighed: Study) -> None:
    with Reviewer(weighed) as reviewer:
        answer = reviewer.post(
            "/kano/questionnaire", own="<script>alert(1)</script>", language="both", format="html"
        )

    assert "<script>alert" not in answer.text
    assert "&lt;script&gt;alert(1)" in answer.text


@pytest.mark.parametrize("fields", [{"language": "en"}, {"language": "tlh", "own": "A bench"}])
def test_a_form_without_sense_is_refused_in_words(weighed: Study, fields: dict[str, str]) -> None:
    with Reviewer(weighed) as reviewer:
        assert reviewer.post("/kano/questionnaire", **fields).status_code == 400


def test_answers_are_plotted_with_their_intervals(weighed: Study) -> None:
    given = [
        SurveyAnswer(str(n), "drying", ANSWERS[1 if n % 4 else 0], ANSWERS[-1], None, None) for n in range(40)
    ]
    with weighed.open() as store:
        save_answers(store, "spring", given)
    with Reviewer(weighed) as reviewer:
        page = reviewer.get("/kano").text

    assert "40 people answered" in page
    assert page.count('class="dot"') == 1
    assert page.count('class="range"') >= 1
    assert "small sample" in page


@pytest.mark.parametrize(
    ("text", "name"),
    [("../../etc/passwd", "etc-passwd"), ("灯笼 洗衣", "灯笼-洗衣"), ("CON", "study"), ("\u202e<>", "study"),
     ("a" * 300, "a" * 60), ('x"; filename="y', "x-filename-y")],
)  # fmt: skip
def test_names_of_files_are_safe(text: str, name: str) -> None:
    assert safe_name(text) == name
