import pytest

from crawler.manners.robots import read_rules

TEXT = (
    b"User-agent: *\nDisallow: /private\nCrawl-delay: 4\n\n"
    b"User-agent: caifeng\nDisallow: /mine\nCrawl-delay: 7\n"
)


def test_our_own_group_counts() -> None:
    rules = read_rules(200, TEXT)
    assert rules.verdict("https://a.example.org/mine/x") == (False, "disallowed by robots.txt")
    assert rules.verdict("https://a.example.org/private")[0]
    assert rules.delay == 7.0


@pytest.mark.parametrize(
    ("status", "allowed"), [(404, True), (403, True), (500, False), (503, False), (429, False)]
)
def test_answers_that_are_no_rules(status: int, allowed: bool) -> None:
    assert read_rules(status, TEXT).verdict("https://a.example.org/mine")[0] is allowed


def test_bytes_that_are_no_text_are_survived() -> None:
    assert read_rules(200, b"\xff\xfe\x00" * 1000).verdict("https://a.example.org/")[0]


def test_a_delay_has_an_end() -> None:
    assert read_rules(200, b"User-agent: *\nCrawl-delay: 99999999\n").delay == 3600.0
