from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.dates import Order, guess_order, parse_date

BASE = datetime(2024, 3, 10, 12, 0, tzinfo=UTC)

STATED = [
    ("2024-03-05", "2024-03-05", "day"),
    ("2024-03-05T10:11:12Z", "2024-03-05T10:11:12+00:00", "second"),
    ("2024-03-05T01:11:12.5+08:00", "2024-03-04T17:11:12+00:00", "second"),
    ("2024/3/5 10:11", "2024-03-05T10:11:00", "minute"),
    ("2024年3月5日", "2024-03-05", "day"),
    ("2024年3月5日 下午3:05", "2024-03-05T15:05:00", "minute"),
    ("发布于 2024.03.05", "2024-03-05", "day"),
    ("Reviewed Sept. 13, 2023", "2023-09-13", "day"),
    ("Reviewed in the United States on July 31, 2018", "2018-07-31", "day"),
    ("31-Jul-18", "2018-07-31", "day"),
    ("5 March 2024", "2024-03-05", "day"),
    ("Mar 5, 2024 at 12:04 AM", "2024-03-05T00:04:00", "minute"),
    ("Tue, 05 Mar 2024 10:11:12 GMT", "2024-03-05T10:11:12+00:00", "second"),
    ("Tue Mar 05 10:11:12 +0800 2024", "2024-03-05T02:11:12+00:00", "second"),
    ("Tue Mar  5 10:11:12 2024", "2024-03-05T10:11:12", "second"),
    ("20240305", "2024-03-05", "day"),
    ("1709600000", "2024-03-05T00:53:20+00:00", "second"),
    ("1709600000000", "2024-03-05T00:53:20+00:00", "second"),
    ("March 2024", "2024-03-01", "month"),
    ("2024年3月", "2024-03-01", "month"),
    ("2024", "2024-01-01", "year"),
    ("13/5/2024", "2024-05-13", "day"),
]


@pytest.mark.parametrize(("text", "iso", "precision"), STATED)
def test_forms_of_dates(text: str, iso: str, precision: str) -> None:
    found = parse_date(text)
    assert found is not None
    assert (found.iso, found.precision) == (iso, precision)


@pytest.mark.parametrize(
    "text", ["", "yesterday's soup", "4.5", "99-99-2020", "2024-02-30", "1/1/1", "x" * 500, "05-12 10:11"]
)
def test_what_is_no_date_or_has_no_year_is_none(text: str) -> None:
    assert parse_date(text) is None


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("3小时前", "2024-03-10T09:00:00+00:00"),
        ("昨天 10:11", "2024-03-09T10:11:00"),
        ("2 days ago", "2024-03-08"),
        ("05-12 10:11", "2023-05-12T10:11:00"),
    ],
)
def test_relative_dates_need_the_time_of_reading(text: str, iso: str) -> None:
    assert parse_date(text) is None
    found = parse_date(text, base=BASE)
    assert found is not None
    assert found.iso == iso


@pytest.mark.parametrize(
    ("column", "order", "sure"),
    [
        (["05/06/2023", "13/06/2023"], "DMY", True),
        (["05/06/2023", "06/25/2023"], "MDY", True),
        (["05/06/2023"], "MDY", False),
    ],
)
def test_the_order_of_day_and_month_is_read_off_the_column(
    column: list[str], order: Order, sure: bool
) -> None:
    assert guess_order(column) == (order, sure)
    assert parse_date("05/06/2023", order="DMY").iso == "2023-06-05"  # type: ignore[union-attr]


@given(st.text(max_size=60))
def test_no_text_breaks_it(text: str) -> None:
    found = parse_date(text)
    assert found is None or datetime.fromisoformat(found.iso).year >= 1990
