import pytest
from hypothesis import given
from hypothesis import strategies as st

from spiders.common.numbers import read_count, read_number, read_rating


@pytest.mark.parametrize(
    ("value", "count"),
    [(12, 12), ("1,234", 1234), ("1.234", 1234), ("1 234 reviews", 1234), ("1.2万", 12000), ("3萬+", 30000),
     ("2.5k", 2500),
     ("1.5亿", 150_000_000), ("0", 0),
     ("none", None), (None, None), (True, None), (-3, None), ({"a": 1}, None)],
)  # fmt: skip
def test_counts(value: object, count: int | None) -> None:
    assert read_count(value if not isinstance(value, dict) else None) == count


@pytest.mark.parametrize(
    ("value", "number"), [("4,5", 4.5), ("4.5", 4.5), (4, 4.0), ("-1", -1.0), ("4.5 stars", None), ("", None)]
)
def test_numbers(value: object, number: float | None) -> None:
    assert read_number(value) == number


@pytest.mark.parametrize(
    ("value", "best", "worst", "rating"),
    [("4,5", None, None, (4.5, 1, 5)), ("80%", None, None, (80, 0, 100)), ("4/5", None, None, (4, 1, 5)),
     ("7 out of 10", None, None, (7, 1, 10)), (7, "10", "0", (7, 0, 10)), (8, None, None, (8, None, None))],
)  # fmt: skip
def test_ratings(value: object, best: object, worst: object, rating: tuple[float, ...]) -> None:
    found = read_rating(value, best=best, worst=worst)
    assert found is not None
    assert (found.value, found.low, found.high) == rating


@given(st.text(max_size=40))
def test_any_text_is_survived(text: str) -> None:
    count, rating = read_count(text), read_rating(text)
    assert count is None or count >= 0
    assert rating is None or rating.low is None or rating.low <= rating.value <= (rating.high or 0)
