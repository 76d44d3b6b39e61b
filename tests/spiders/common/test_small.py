"""Dates, windows and addresses."""

from datetime import UTC, datetime

import pytest

from crawler.errors import UsageProblem
from spiders.common.dates import read_date
from spiders.common.places import absolute, same_host_link, stable
from spiders.common.window import Window

NOW = datetime(2026, 8, 1, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("value", "iso", "precision"),
    [
        ("2026-05-01T10:00:00+02:00", "2026-05-01T08:00:00+00:00", "second"),
        ("2026-05-01", "2026-05-01", "day"),
        ("3小时前", "2026-08-01T09", "hour"),
        (1_700_000_000, "2023-11-14T22:13:20+00:00", "second"),
        ("sometime", None, None),
    ],
)
def test_dates(value: object, iso: str | None, precision: str | None) -> None:
    found = read_date(value, NOW)
    assert found is not None
    assert found.precision == precision
    assert found.iso is None if iso is None else (found.iso or "").startswith(iso)


@pytest.mark.parametrize("value", [None, "", "  ", {}, [], True])
def test_no_date(value: object) -> None:
    assert read_date(value, NOW) is None


def test_window() -> None:
    window = Window("2026-05-01", "2026-05-31")
    days = ("2026-04-30", "2026-05-01", "2026-05-31T23:00:00", "2026-06-01")
    assert [window.holds(day) for day in days] == [False, True, True, False]
    assert window.holds(None)
    assert window.holds("2026-05")
    assert Window("2026", None).holds("2026-01-01")


def test_a_window_needs_dates() -> None:
    with pytest.raises(UsageProblem, match="since must be a date"):
        Window("last week")


def test_stable_addresses_ignore_scheme_and_port() -> None:
    assert stable("http://A.example.org:8080/x/?p=1#r-2") == stable("https://a.example.org/x?p=1#r-2")


@pytest.mark.parametrize(
    "link", ["javascript:alert(1)", "data:text/html,x", "mailto:a@b.example", "", None, 3, "http://[bad"]
)
def test_links_that_lead_nowhere(link: object) -> None:
    assert absolute("https://a.example.org/", link) is None


def test_same_host_links() -> None:
    base = "https://a.example.org/p?page=1"
    assert same_host_link(base, "?page=2#top") == "https://a.example.org/p?page=2"
    assert same_host_link(base, "https://b.example.org/p?page=2") is None
    assert same_host_link(base, "https://a.example.org:8443/p") is None
