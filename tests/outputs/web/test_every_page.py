"""What holds on every page: hostile text is text, nothing runs, nothing is too large, strangers stay out."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser

import pytest
from starlette.testclient import TestClient

from crawler.study import Study
from outputs.web.pages import all_pages
from outputs.web.words import TONGUES
from tests.outputs.test_hostile import HOSTILE, attacked
from tests.outputs.web_tools import Reviewer

__all__ = ["attacked"]
PATHS = sorted({path for page in all_pages() for path in page.reads})
PLAIN = [path for path in PATHS if "{" not in path and path != "/report"]  # the report has tests of its own
MOST_BYTES = 300_000
URL_ATTRIBUTES = ("href", "src", "action", "hx-get", "hx-post", "formaction")


class Page(HTMLParser):
    """Collects what must not be there, and the text that is shown."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.wrong: list[str] = []
        self.shown: list[str] = []
        self.ids: list[str] = []
        self._inside = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self._inside = tag if tag in ("script", "style") else ""
        if tag in ("iframe", "object", "embed", "style", "base"):
            self.wrong.append(tag)
        if tag == "script" and not (given.get("src") or "").startswith("/static/"):
            self.wrong.append("inline script")
        for name, value in attrs:
            if name.startswith("on") or name in ("style", "srcdoc"):
                self.wrong.append(f"{tag} {name}")
            if name in URL_ATTRIBUTES and not re.match(r"(https?://|/|#|\?|$)", value or ""):
                self.wrong.append(f"{tag} {name}={value}")
        if given.get("id"):
            self.ids.append(str(given["id"]))

    def handle_endtag(self, tag: str) -> None:
        self._inside = ""

    def handle_data(self, data: str) -> None:
        if self._inside:
            self.wrong.append(f"text in {self._inside}") if data.strip() else None
        self.shown.append(data)

    @property
    def text(self) -> str:
        return "".join(self.shown)


@pytest.fixture
def besieged(attacked: Study) -> Iterator[Reviewer]:
    """A reviewer of a study in which every field tries to be more than text."""
    with Reviewer(attacked, name="Mei%20%3Cb%3E") as opened:
        yield opened


def paths_of(study: Study) -> list[str]:
    """Every page of a study, those of single findings and posts included."""
    with study.open() as store:
        findings = [row[0] for row in store.rows("SELECT DISTINCT id FROM findings")]
        posts = [row[0] for row in store.rows("SELECT id FROM posts")][:3]
    own = [f"/finding/{one}" for one in findings]
    forms = ("rename", "merge", "split", "move", "retype", "note")
    asked = [f"/finding/{findings[0]}/ask?do={what}" for what in forms]
    return [*PLAIN, *own, *asked, *(f"/post/{one}/snapshot" for one in posts)]


def test_hostile_text_is_text_on_every_page(besieged: Reviewer) -> None:
    for path in paths_of(besieged.study):
        answer = besieged.get(path)
        page = Page(answer.text)

        assert answer.status_code in (200, 404, 409), path
        assert page.wrong == [], path
        assert not re.search("[\u202a-\u202e\u2066-\u2069\x00-\x08\x1b]", answer.text), path
        assert len(page.ids) == len(set(page.ids)), path
        assert len(answer.content) < MOST_BYTES, path


def test_hostile_text_is_shown_as_it_was_written(besieged: Reviewer) -> None:
    board = Page(besieged.get("/board").text).text

    assert HOSTILE["script"][:60] in board
    assert HOSTILE["template"][:40] in board
    assert HOSTILE["sql"] in board
    assert "safe [U+202E]gnp.exe" in board
    for number, name in enumerate(HOSTILE):
        shown = Page(besieged.get(f"/finding/f{number:02d}{name}").text).text
        assert name == "long" or len(shown) > 500


@pytest.mark.parametrize(
    "value",
    [
        *("<script>alert(1)</script>", "{{1234*4321}}", "'; DROP TABLE decisions; --"),
        *("\u202egnp", "x" * 4_000, "%00"),
    ],
    ids=["script", "template", "sql", "direction", "long", "zero"],
)
def test_hostile_addresses_are_answered_with_a_page(reviewer: Reviewer, value: str) -> None:
    names = ("q", "find", "kind", "by", "who", "page", "start", "said", "back", "trouble", "action", "map")
    for path in (*PLAIN, "/finding/x"):
        answer = reviewer.get(path, params=dict.fromkeys(names, value))

        assert answer.status_code in (200, 400, 404, 409), path
        assert Page(answer.text).wrong == [], path
        assert str(1234 * 4321) not in answer.text, path


def test_hostile_ids_are_no_page(reviewer: Reviewer) -> None:
    for bad in ("<script>alert(1)<%2Fscript>", "..%2f..%2fetc%2fpasswd", "%00", "a'b\"c"):
        for path in (f"/finding/{bad}", f"/finding/{bad}/ask", f"/post/{bad}/snapshot"):
            answer = reviewer.get(path)

            assert answer.status_code == 404
            assert Page(answer.text).wrong == []


@pytest.mark.parametrize("path", PLAIN)
def test_no_page_without_the_cookie(stranger: TestClient, path: str) -> None:
    answer = stranger.get(path)

    assert answer.status_code == 403
    assert "Lantern" not in answer.text


@pytest.mark.parametrize("path", sorted({path for page in all_pages() for path in page.writes}))
def test_no_write_without_the_token_of_a_page(reviewer: Reviewer, path: str) -> None:
    answer = reviewer.post(path.replace("{finding_id}", "f5a1c0de"), csrf="guessed", action="accept")

    assert answer.status_code == 403


@pytest.mark.parametrize("path", [path for path in PLAIN if path != "/decide"])
def test_every_page_speaks_every_tongue_and_an_empty_study(study: Study, path: str) -> None:
    with Reviewer(study) as reviewer:
        for tongue in TONGUES:
            answer = reviewer.get(path, params={"lang": tongue})
            assert answer.status_code in (200, 409), path
            assert f'<html lang="{tongue}">' in answer.text or "<html" not in answer.text
