"""Search: words in both languages, filters, how far it looked; and the page of a post."""

import re

import pytest

from crawler.study import Study
from outputs.web import finder
from outputs.web.finder import excerpt, marked
from tests.builders import make_post, save
from tests.outputs.web_tools import Reviewer


def hits(page: str) -> list[str]:
    """Ids of the posts that a page of hits leads to."""
    return re.findall(r'href="/post/([^"?]+)', page)


@pytest.mark.parametrize(
    ("address", "count"),
    [
        ("/search?q=drum", 3),
        ("/search?q=烘干机", 1),
        ("/search?q=桶", 2),
        ("/search?q=drum&source=forum.example", 2),
        ("/search?q=drum&language=zh", 0),
        ("/search?q=drum&stars=2", 1),
        ("/search?q=drum&since=2026-01-13", 2),
        ("/search?q=drum&until=2026-01-12", 1),
        ("/search?q=drum&phase=acquisition", 2),
        ("/search?q=drum&phase=acquisition&kind=praise", 1),
        ("/search?status=accepted", 0),
        ("/search", 20),
    ],
)
def test_words_and_filters_find_what_they_should(reviewer: Reviewer, address: str, count: int) -> None:
    found = hits(reviewer.get(address).text)

    assert len(found) == count
    assert len(set(found)) == count


def test_a_status_finds_the_posts_of_merged_findings_too(reviewer: Reviewer) -> None:
    reviewer.post("/decide", action="merge", subject="fd44aa01", into="fa10900d", back="/")
    reviewer.post("/decide", action="accept", subject="fa10900d", back="/")

    assert len(hits(reviewer.get("/search?status=accepted").text)) == 6


def test_it_says_how_far_it_looked_and_goes_on(study: Study, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(finder, "LOOKED", 5)
    monkeypatch.setattr(finder, "CHUNK", 2)
    posts = [make_post(n, f"The drum number {n} is full.", rating=1.0 + (n == 0)) for n in range(12)]
    with study.open() as store:
        save(store, *posts)
    with Reviewer(study) as reviewer:
        page = reviewer.get("/search?q=drum&stars=2").text
        seen = 1
        while not hits(page):
            assert "None fits among these" in page
            page = reviewer.get(re.findall(r'rel="next" href="([^"]+)', page)[0].replace("&amp;", "&")).text
            seen += 1

    assert seen == 3
    assert hits(page) == [posts[0].id]


def test_words_that_people_hid_are_not_found(reviewer: Reviewer) -> None:
    page = reviewer.get("/search?q=bakery").text
    post = hits(page)[0]
    reviewer.post(
        "/decide", action="redact", subject=post, version="1", start="0", end="27", back="/"
    )

    assert hits(reviewer.get("/search?q=bakery").text) == []
    assert "bakery" not in reviewer.get(f"/post/{post}").text
    assert "█" in reviewer.get(f"/post/{post}").text


def test_nothing_to_search_for_is_said(reviewer: Reviewer) -> None:
    answer = reviewer.get("/search?q=!!!")

    assert answer.status_code == 200
    assert "nothing to search for" in answer.text


def test_a_post_shows_its_clauses_and_the_findings_that_quote_it(reviewer: Reviewer) -> None:
    post = hits(reviewer.get("/search?q=perfume").text)[0]
    page = reviewer.get(f"/post/{post}?q=perfume").text

    assert "<mark>perfume</mark>" in page
    assert 'href="/finding/fe55cc02"' in page
    assert "clause need" in page


def test_answers_stand_beside_the_post_that_they_answer(study: Study) -> None:
    asked, answer = make_post(1, "Is it open at night?"), make_post(2, "Yes, all night.", parent_id="1")
    with study.open() as store:
        save(store, asked, answer)
    with Reviewer(study) as reviewer:
        assert f'href="/post/{answer.id}"' in reviewer.get(f"/post/{asked.id}").text
        assert f'href="/post/{asked.id}"' in reviewer.get(f"/post/{answer.id}").text


def test_an_unknown_post_is_no_page(reviewer: Reviewer) -> None:
    assert reviewer.get("/post/p0").status_code == 404


def test_pieces_make_the_text_again() -> None:
    text = "Drum, drum and İstanbul drums"

    assert "".join(piece for piece, _ in marked(text, ["drum"])) == text
    assert [piece for piece, hit in marked("A drum, a Drum", ["drum"]) if hit] == ["drum", "Drum"]
    assert "".join(piece for piece, _ in excerpt("x" * 500 + "drum", ["drum"])).startswith("…")
