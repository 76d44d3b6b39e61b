from collections import Counter

import pytest

from crawler.manners.book import CrawlBook
from crawler.outcome import reason_of


@pytest.mark.parametrize(
    ("book", "finish", "reason"),
    [
        (CrawlBook(collected=3), "finished", "complete"),
        (CrawlBook(collected=3, expected={"a": 3}), "finished", "complete"),
        (
            CrawlBook(collected=3, expected={"a": 2, "b": 3}), "finished",
            "short: the source states 5, its pages gave 3",
        ),
        (
            CrawlBook(collected=3, expected={"a": 5}, skipped=Counter(hidden=2)), "finished",
            "complete; left out on purpose: hidden ×2",
        ),
        (
            CrawlBook(collected=3, failures=Counter({"error 500": 2, "robots": 1})), "finished",
            "incomplete: error 500 ×2, robots ×1",
        ),
        (CrawlBook(failures=Counter({"error 404": 1})), "finished", "error 404"),
        (CrawlBook(collected=500, expected={"a": 900}, caps=["cap 500"]), "finished", "cap 500"),
        (CrawlBook(), "finished", "found nothing: the page holds no posts that this source can read"),
        (CrawlBook(nothing_because="a reason"), "finished", "found nothing: a reason"),
        (CrawlBook(collected=1), "shutdown", "interrupted (shutdown)"),
        (CrawlBook(collected=9, ended_by="limit (9 posts)"), "limit", "limit (9 posts)"),
        (CrawlBook(collected=9, stopped_hosts={"h": "captcha"}), "finished", "stopped: captcha"),
    ],
)  # fmt: skip
def test_reasons(book: CrawlBook, finish: str, reason: str) -> None:
    assert reason_of(book, finish) == reason
