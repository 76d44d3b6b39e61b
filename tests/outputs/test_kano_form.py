"""The form in the browser: answers reach the study, and only from its own page."""

from collections.abc import Iterator

import pytest
from lxml import html
from starlette.testclient import TestClient

from crawler.study import Study
from mining.kano.answers import load_answers
from mining.kano.questionnaire import Feature
from outputs.kano.form_web import MAX_BODY, Asking, make_form_app

FEATURES = [Feature("refill", "免费续杯", "Free refill"), Feature("lid", "稳固的杯盖", "A lid that stays on")]
ASKING = Asking(FEATURES, "both", 7, True, "kiosk", "KANO")


@pytest.fixture
def client(study: Study) -> Iterator[TestClient]:
    with TestClient(make_form_app(study, ASKING), base_url="http://127.0.0.1:8000") as opened:
        yield opened


def filled(client: TestClient, answer: dict[str, tuple[str, str]]) -> dict[str, str]:
    """The fields of a fresh page with these answers, by what the page says that each question is about."""
    page = html.fromstring(client.get("/").text)
    fields = {item.get("name"): item.get("value") for item in page.xpath("//input[@type='hidden']")}
    for section in page.xpath("//section"):
        name = section.xpath("string(h2)").rpartition("/")[2].strip()
        number = section.xpath("string(.//input/@name)")[:-1]
        if name in answer:
            fields[f"{number}a"], fields[f"{number}b"] = answer[name]
            fields[f"{number}i"] = "9"
    return fields


BOTH = {"Free refill": ("like", "neutral"), "A lid that stays on": ("must", "dislike")}


def test_answers_are_kept_whatever_the_order_of_the_page(client: TestClient, study: Study) -> None:
    for _ in range(6):
        answer = client.post("/", data=filled(client, BOTH), follow_redirects=True)
        assert "Saved, thank you" in answer.text
    with study.open() as store:
        kept = load_answers(store, "kiosk")

    assert len(kept) == 12
    assert len({item.respondent for item in kept}) == 6
    assert {(a.feature, a.functional, a.dysfunctional, a.importance) for a in kept} == {
        ("refill", "like", "neutral", 9), ("lid", "must", "dislike", 9),
    }  # fmt: skip


def test_each_person_has_an_order_of_their_own(client: TestClient) -> None:
    orders = set()
    for _ in range(8):
        orders.add(tuple(html.fromstring(client.get("/").text).xpath("//h2/text()")))
        client.post("/", data=filled(client, BOTH))

    assert len(orders) == 2


def test_a_half_answered_form_keeps_what_is_whole(client: TestClient, study: Study) -> None:
    fields = filled(client, {"Free refill": ("like", "neutral")})
    client.post("/", data={**fields, "segment": "  students \n"})
    with study.open() as store:
        (kept,) = load_answers(store, "kiosk")

    assert (kept.feature, kept.segment) == ("refill", "students")
    nothing = client.post("/", data=filled(client, {}), follow_redirects=True)
    assert "nothing was saved" in nothing.text


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"token": "x"}, 403), ({"token": "é"}, 403), ({"token": ""}, 403), ({"seed": "-1"}, 400),
        ({"seed": "9" * 40}, 400), ({"q1a": "adore"}, 400), ({"q1i": "10"}, 400), ({"q1i": "²"}, 400),
        ({"segment": "x" * MAX_BODY}, 413),
    ],
)  # fmt: skip
def test_what_the_page_would_not_send_is_refused(
    change: dict[str, str], status: int, client: TestClient, study: Study
) -> None:
    answer = client.post("/", data={**filled(client, BOTH), **change}, follow_redirects=False)

    assert answer.status_code == status
    with study.open() as store:
        assert store.value("SELECT count(*) FROM kano_answers") == 0


def test_a_foreign_host_gets_nothing(client: TestClient) -> None:
    assert client.get("/", headers={"host": "evil.example"}).status_code == 421
    assert client.post("/", headers={"host": "evil.example"}).status_code == 421
    assert client.put("/").status_code == 405


def test_headers_are_strict_and_the_page_has_no_script(client: TestClient) -> None:
    answer = client.get("/?said=saved")

    assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]
    assert "<script" not in answer.text
    assert client.get("/?said=<b>").text.count('role="status"') == 0
    assert answer.text.count('role="status"') == 1
