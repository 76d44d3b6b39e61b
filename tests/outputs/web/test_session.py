"""Who is let in, and what may write: token, cookie, Host, Origin, CSRF, headers."""

import re
import urllib.request

import pytest
from starlette.testclient import TestClient

from crawler.errors import StudyProblem
from outputs.guard import is_local
from outputs.web import Session
from outputs.web.serve import listen
from tests.outputs.web_tools import Live, Reviewer


def test_the_token_lets_one_browser_in_and_leaves_the_address(stranger: TestClient) -> None:
    session: Session = stranger.app.state.session  # type: ignore[attr-defined]
    first = stranger.get(f"/?token={session.opening}&lang=en", follow_redirects=False)

    assert first.status_code == 303
    assert first.headers["location"] == "/?lang=en"
    cookie = first.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "samesite=strict" in cookie.lower()
    assert session.opening not in cookie
    assert stranger.get("/").status_code == 200


def test_the_token_works_once(reviewer: Reviewer) -> None:
    other = TestClient(reviewer.client.app, base_url="http://127.0.0.1:8000")
    answer = other.get(f"/?token={reviewer.session.opening}", headers={"accept-language": "en"})

    assert answer.status_code == 403
    assert "has been used" in answer.text
    again = reviewer.get(f"/?token={reviewer.session.opening}")
    assert again.status_code == 200  # the browser that was let in may reload its old address


@pytest.mark.parametrize("path", ["/", "/board", "/?token=guess", "/report", "/search?q=x"])
def test_a_stranger_sees_nothing_of_the_study(stranger: TestClient, path: str) -> None:
    answer = stranger.get(path, headers={"accept-language": "en"})

    assert answer.status_code == 403
    assert "launder" not in answer.text.lower()
    assert "caifeng review" in answer.text


def test_a_stranger_cannot_write(stranger: TestClient) -> None:
    session: Session = stranger.app.state.session  # type: ignore[attr-defined]
    answer = stranger.post("/who", data={"csrf": session.csrf, "who": "x", "back": "/"})

    assert answer.status_code == 403


@pytest.mark.parametrize("token", ["", "wrong", "é"])
def test_a_write_needs_the_token_of_the_page(reviewer: Reviewer, token: str) -> None:
    answer = reviewer.post("/who", who="x", back="/", csrf=token)

    assert answer.status_code == 403
    assert "not from the server that runs now" in answer.text


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "http://evil.example"},
        {"origin": "http://127.0.0.1:9999"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site", "origin": "http://127.0.0.1:8000"},
    ],
)
def test_a_page_elsewhere_cannot_write(reviewer: Reviewer, headers: dict[str, str]) -> None:
    data = {"csrf": reviewer.session.csrf, "who": "x", "back": "/"}
    answer = reviewer.client.post("/who", data=data, headers=headers)

    assert answer.status_code == 403


def test_a_page_elsewhere_may_not_read_or_frame(reviewer: Reviewer) -> None:
    headers = reviewer.get("/", headers={"origin": "http://evil.example"}).headers

    assert "access-control-allow-origin" not in headers
    assert headers["cross-origin-resource-policy"] == "same-origin"
    assert headers["x-frame-options"] == "DENY"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["cache-control"] == "no-store"
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy


@pytest.mark.parametrize(
    "host", ["evil.example", "127.0.0.1.evil.example", "user@127.0.0.1", "", "[::2]", "[bad"]
)
def test_another_host_name_is_refused(reviewer: Reviewer, host: str) -> None:
    answer = reviewer.client.get("/", headers={"host": host})

    assert answer.status_code == 421
    assert "launder" not in answer.text.lower()
    assert answer.headers["referrer-policy"] == "no-referrer"


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost:80", "[::1]:8000", "LOCALHOST"])
def test_names_of_this_machine_are_let_in(host: str) -> None:
    assert is_local(host)


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS"])
def test_other_methods_are_refused_as_a_page(reviewer: Reviewer, method: str) -> None:
    answer = reviewer.client.request(method, "/", headers={"accept-language": "en"})

    assert answer.status_code == 405
    assert "cannot be used that way" in answer.text


def test_a_form_that_is_too_large_or_no_form_is_refused(reviewer: Reviewer) -> None:
    assert reviewer.post("/who", who="x" * 300_000, back="/").status_code == 413
    answer = reviewer.client.post("/who", content=b"{}", headers={"content-type": "application/json"})
    assert answer.status_code == 415
    many = "&".join(f"a{n}=1" for n in range(3_000))
    form = {"content-type": "application/x-www-form-urlencoded"}
    assert reviewer.client.post("/who", content=many, headers=form).status_code == 400


@pytest.mark.parametrize(
    "back", ["//evil.example", "http://evil.example", "/\\evil.example", "\t//evil.example"]
)
def test_nobody_is_sent_elsewhere_after_a_write(reviewer: Reviewer, back: str) -> None:
    answer = reviewer.post("/who", who="Lin", back=back)

    assert answer.headers["location"] == "/?said=who"


def test_the_name_of_the_reviewer_is_kept(reviewer: Reviewer) -> None:
    answer = reviewer.post("/who", who="  林  Lin <b> ", back="/", follow=True)

    assert "You are <bdi>林 Lin &lt;b&gt;</bdi>" in answer.text


def test_scripts_and_style_are_files_that_may_be_kept(reviewer: Reviewer) -> None:
    page = reviewer.get("/").text
    files = re.findall(r'(?:src|href)="(/static/[^"]+)"', page)

    assert len(files) >= 6
    assert not re.search(r"<script(?![^>]* src=)|<style|\sstyle=|\son[a-z]+=", page)
    for name in files:
        answer = reviewer.get(name)
        assert answer.status_code == 200
        assert "immutable" in answer.headers["cache-control"]


def test_uvicorn_serves_it_on_loopback(live: Live) -> None:
    jar = urllib.request.build_opener(urllib.request.HTTPCookieProcessor())
    with jar.open(live.opening, timeout=20) as answer:
        assert answer.status == 200
        assert b"<h1>" in answer.read()


def test_a_taken_port_is_named() -> None:
    with listen() as taken, pytest.raises(StudyProblem, match="cannot be used"):
        listen(taken.getsockname()[1])
