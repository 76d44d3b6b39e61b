"""The first page: limits before all, what was collected, what is missing; and the report to print."""

from crawler.study import Study
from outputs.web.words import TONGUES
from tests.outputs.web_tools import Reviewer


def test_limits_come_before_every_figure(reviewer: Reviewer) -> None:
    text = reviewer.get("/").text

    assert 0 < text.index("Speakers, not customers") < text.index("<dl class=\"figures\">")


def test_it_says_what_was_expected_collected_and_refused(reviewer: Reviewer) -> None:
    text = reviewer.get("/").text

    assert "https://forum.example/c/laundry" in text
    assert "limit of the study" in text
    assert ">40</td>" in text
    assert ">13</td>" in text
    assert "no text" in text


def test_counts_of_findings_lead_to_the_board(reviewer: Reviewer) -> None:
    assert 'href="/board?kind=pain&amp;status=new"' in reviewer.get("/").text


def test_each_tongue_is_spoken_and_remembered(reviewer: Reviewer) -> None:
    heard = {tongue: reviewer.get(f"/?lang={tongue}").text for tongue in TONGUES}

    assert "What this cannot tell" in heard["en"]
    assert "发言的人不等于顾客" in heard["zh-Hans"] or "顾客" in heard["zh-Hans"]
    assert '<html lang="zh-Hant">' in heard["zh-Hant"]
    assert "顧客" in heard["zh-Hant"]
    assert "顾客" not in heard["zh-Hant"]
    reviewer.get("/?lang=zh-TW")
    assert '<html lang="zh-Hant">' in reviewer.get("/").text


def test_an_empty_study_says_what_to_do(study: Study) -> None:
    with Reviewer(study) as reviewer:
        text = reviewer.get("/").text

    assert "caifeng mine" in text
    assert "caifeng import" in text


def test_the_report_is_there_to_print_under_its_own_policy(reviewer: Reviewer) -> None:
    answer = reviewer.get("/report")

    assert "Washing alone before dawn" in answer.text
    assert "style-src 'sha256-" in answer.headers["content-security-policy"]
    assert "下夜班后凌晨独自来洗" in reviewer.get("/report?lang=zh").text


def test_a_known_failure_is_a_page_with_advice_and_no_traceback(reviewer: Reviewer) -> None:
    with reviewer.study.open() as store:
        store.conn.execute("UPDATE evidence SET quote = 'Invented.'")

    answer = reviewer.get("/report")

    assert answer.status_code == 500
    assert "is not what post" in answer.text
    assert "caifeng mine --force" in answer.text
    assert "Traceback" not in answer.text
