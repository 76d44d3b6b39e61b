"""`web` against pages of no known engine: posts found, missed and invented, each page of another make."""

import pytest

from spiders.web.parse import SURE, WAY
from tests.spiders.web_sites import EMPTY, SITES, gold_of, nothing_on, reading_of, score, table

WITH_ARTICLE = "article"  # of the pages without posts, the one that is an article
ENOUGH = 0.9


def test_posts_found_missed_and_invented(capsys: pytest.CaptureFixture[str]) -> None:
    scores = [score(site) for site in SITES]
    with capsys.disabled():
        print("\n" + table(scores))
    found, missed = sum(s.found for s in scores), sum(s.missed for s in scores)
    assert sum(s.invented for s in scores) == 0, [s for s in scores if s.invented]
    assert found / (found + missed) >= ENOUGH, [s for s in scores if s.missed]


def test_fields_of_what_is_found() -> None:
    scores = [score(site) for site in SITES]
    wrong = [f"{s.name}: {line}" for s in scores for line in s.wrong]
    right = sum(sum(s.right.values()) for s in scores)
    assert right / (right + len(wrong)) >= 0.97, wrong


@pytest.mark.parametrize("site", SITES)
def test_the_way_the_certainty_and_the_next_page(site: str) -> None:
    gold, reading = gold_of(site), reading_of(site)
    assert reading.way == gold["way"]
    assert 0 < reading.sure < 1
    said = {(post.attributes[WAY], post.attributes[SURE]) for post in reading.page.posts}
    assert said == {(reading.way, reading.sure)}
    assert [link.url for link in reading.page.next] == ([gold["next"]] if "next" in gold else [])


@pytest.mark.parametrize("page", [page for page in EMPTY if page != WITH_ARTICLE])
def test_nothing_is_invented_where_there_is_nothing(page: str) -> None:
    assert nothing_on(page) == []
