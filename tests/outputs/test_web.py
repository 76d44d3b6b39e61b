"""The review page answers this machine only, and only to read."""

import threading
import urllib.request
from collections.abc import Iterator

import pytest
import uvicorn
from starlette.testclient import TestClient

from crawler.errors import StudyProblem
from crawler.study import Study
from mining.decisions import record
from outputs.web import make_app
from outputs.web.guard import is_local
from outputs.web.serve import address, listen
from tests.builders import FindingSpec, discover, make_post, save
from tests.sample import fill_sample


@pytest.fixture
def client(study: Study) -> Iterator[TestClient]:
    """A client that speaks to the app under its own name."""
    with study.open() as store:
        fill_sample(store)
    with TestClient(make_app(study), base_url="http://127.0.0.1:8000") as opened:
        yield opened


def test_the_report_is_served_with_strict_headers(client: TestClient) -> None:
    answer = client.get("/?lang=en")

    assert answer.status_code == 200
    assert "Washing alone before dawn" in answer.text
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "下夜班后凌晨独自来洗" in client.get("/?lang=zh").text


def test_a_finding_has_a_page_with_all_its_quotes(client: TestClient) -> None:
    text = client.get("/finding/f5a1c0de?lang=en").text

    assert text.count("<blockquote") == 4
    assert "still catch the first bus" in text


def test_a_long_quote_is_whole_on_its_own_page_and_cut_in_the_report(study: Study) -> None:
    post = make_post(1, "It went on " + "and on " * 200 + "to the end.")
    with study.open() as store:
        save(store, post)
        discover(store, FindingSpec("f001", quotes=[(post, post.text)]))
    with TestClient(make_app(study), base_url="http://localhost") as opened:
        assert "to the end." in opened.get("/finding/f001").text
        assert "to the end." not in opened.get("/").text


def test_a_reload_shows_the_newest_decision(client: TestClient, study: Study) -> None:
    with study.open() as store:
        record(store, "merge", "fd44aa01", {"into": "fc00beef"})

    missing = client.get("/finding/fd44aa01?lang=en")

    assert missing.status_code == 404
    assert 'href="/finding/fc00beef"' in missing.text


def test_an_unknown_finding_is_named_harmlessly(client: TestClient) -> None:
    answer = client.get("/finding/<script>alert(1)<%2Fscript>")

    assert answer.status_code == 404
    assert "<script" not in answer.text


@pytest.mark.parametrize(
    "host", ["evil.example", "127.0.0.1.evil.example", "user@127.0.0.1", "", "[::2]", "[bad"]
)
def test_another_host_name_is_refused(client: TestClient, host: str) -> None:
    answer = client.get("/", headers={"host": host})

    assert answer.status_code == 421
    assert "launder" not in answer.text.lower()
    assert answer.headers["referrer-policy"] == "no-referrer"


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost:80", "[::1]:8000", "LOCALHOST"])
def test_names_of_this_machine_are_let_in(host: str) -> None:
    assert is_local(host)


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS"])
def test_nothing_but_reading_is_answered(client: TestClient, method: str) -> None:
    assert client.request(method, "/").status_code == 405


def test_a_known_failure_is_told_without_a_traceback(client: TestClient, study: Study) -> None:
    with study.open() as store:
        store.conn.execute("UPDATE evidence SET quote = 'Invented.'")

    answer = client.get("/")

    assert answer.status_code == 500
    assert "is not what post" in answer.text
    assert "Traceback" not in answer.text


def test_uvicorn_serves_it_on_loopback(study: Study) -> None:
    with study.open() as store:
        fill_sample(store)
    sock = listen()
    server = uvicorn.Server(uvicorn.Config(make_app(study), log_level="error"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [sock]})
    thread.start()
    try:
        with urllib.request.urlopen(address(sock), timeout=20) as answer:
            assert answer.status == 200
    finally:
        server.should_exit = True
        thread.join(10)
        sock.close()
    assert not thread.is_alive()


def test_a_taken_port_is_named() -> None:
    with listen() as taken, pytest.raises(StudyProblem, match="cannot be used"):
        listen(taken.getsockname()[1])
