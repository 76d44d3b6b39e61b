from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spiders.common.local_dates import read_local, zone_by_clock, zone_in

NOW = datetime(2026, 8, 1, 17, 0, tzinfo=UTC)  # already 2 August in Beijing
BEIJING = timezone(timedelta(hours=8))


@pytest.mark.parametrize(
    ("words", "minutes"),
    [
        ("GMT+8, 2026-8-1 20:00", 480),
        ("All times are UTC+05:30", 330),
        ("All times are UTC-3", -180),
        ("All times are UTC−03:30", -210),
        ("All times are UTC", 0),
        ("当前时区为 UTC + 8 小时", 480),
    ],
)
def test_zone_in(words: str, minutes: int) -> None:
    zone = zone_in(words)
    assert zone is not None
    assert zone.utcoffset(None) == timedelta(minutes=minutes)


@pytest.mark.parametrize("words", ["", "All rights reserved", "UTC+99", "OUTCOME 8"])
def test_no_zone(words: str) -> None:
    assert zone_in(words) is None


@pytest.mark.parametrize(
    ("words", "iso", "precision"),
    [
        ("2026-7-1 14:30", "2026-07-01T06:30:00+00:00", "minute"),
        ("昨天 10:11", "2026-08-01T02:11:00+00:00", "minute"),
        ("今天 00:30", "2026-08-01T16:30:00+00:00", "minute"),
        ("3 小时前", "2026-08-01T14:00:00+00:00", "hour"),
        ("5 minutes ago", "2026-08-01T16:55:00+00:00", "minute"),
        ("3 天前", "2026-07-30", "day"),
        ("12-30 10:11", "2025-12-30T02:11:00+00:00", "minute"),
        ("2026-07-01T14:30:00+02:00", "2026-07-01T12:30:00+00:00", "second"),
        ("2026-07-01", "2026-07-01", "day"),
    ],
)
def test_dates_on_a_clock_in_beijing(words: str, iso: str, precision: str) -> None:
    stated = read_local(words, NOW, BEIJING)
    assert stated is not None
    assert (stated.iso, stated.precision, stated.raw) == (iso, precision, words)


def test_without_a_zone_the_sites_own_time_stands() -> None:
    stated = read_local("2026-7-1 14:30", NOW)
    assert stated is not None
    assert stated.iso == "2026-07-01T14:30:00"


@pytest.mark.parametrize("value", [None, "", "  ", 3, [], {}])
def test_no_field_no_date(value: object) -> None:
    assert read_local(value, NOW, BEIJING) is None


def test_words_that_are_no_date_are_kept_as_they_stood() -> None:
    stated = read_local("long ago", NOW, BEIJING)
    assert stated is not None
    assert (stated.iso, stated.raw) == (None, "long ago")


@given(st.integers(-48, 56), st.integers(-2, 2))
def test_a_printed_clock_tells_the_zone(quarters: int, beside: int) -> None:
    offset = timedelta(minutes=15 * quarters)
    wall = NOW + offset + timedelta(minutes=beside)
    zone = zone_by_clock(f"Current time: {wall:%Y-%m-%d, %H:%M}", NOW)
    assert zone is not None
    assert zone.utcoffset(None) == offset


@pytest.mark.parametrize("words", ["", "now", "2026-08-01, 17:08", "2026-08-03, 17:00", "2026-08-01"])
def test_an_old_copy_of_a_page_tells_no_zone(words: str) -> None:
    assert zone_by_clock(words, NOW) is None
