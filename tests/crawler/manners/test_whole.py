import gzip

import pytest

from crawler.manners.walls import says_gone
from crawler.manners.whole import is_whole

PAGE = b"warm tea " * 500


def test_a_whole_body_and_two_members_in_a_row() -> None:
    assert is_whole(gzip.compress(PAGE), len(PAGE))
    assert is_whole(gzip.compress(PAGE) + gzip.compress(b"more"), len(PAGE) + 4)
    assert is_whole(gzip.compress(b""), 0)


@pytest.mark.parametrize("lost", [1, 4, 8, 20])
def test_a_cut_is_seen_wherever_it_is(lost: int) -> None:
    packed = gzip.compress(PAGE)[:-lost]
    assert not is_whole(packed, len(PAGE))
    assert not is_whole(gzip.compress(PAGE) + packed, 2 * len(PAGE))


@pytest.mark.parametrize(
    ("title", "gone"),
    [
        ("404 Not Found", True),
        ("Page not found | Tea", True),
        ("该内容不存在", True),
        ("Room 404: a review", False),
        ("Lost and found: the teapot", False),
        ("404 reviews of one kettle", True),  # said only of pages that hold no posts
    ],
)
def test_titles_that_say_gone(title: str, gone: bool) -> None:
    assert says_gone(f"<html><title lang='x'>{title}</title>".encode()) is gone
    assert says_gone(f"<html><title>{title}</title>".encode("gb18030")) is gone
