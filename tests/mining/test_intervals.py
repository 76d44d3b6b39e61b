"""Wilson's interval against published and closed-form values."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mining.intervals import wilson


@pytest.mark.parametrize(
    ("k", "n", "low", "high"),
    [
        # R: prop.test(k, n, correct = FALSE)$conf.int
        (81, 263, 0.2552946, 0.3662187),  # Newcombe 1998, Statistics in Medicine 17, table I
        (15, 148, 0.0624304, 0.1605278),
        (0, 20, 0.0, 0.1611252),
        (1, 29, 0.0061131, 0.1717552),
        (5, 10, 0.2365931, 0.7634069),
    ],
)
def test_known_values(k: int, n: int, low: float, high: float) -> None:
    assert wilson(k, n) == pytest.approx((low, high), abs=5e-5)


def test_nothing_asked_means_nothing_known() -> None:
    assert wilson(0, 0) == (0.0, 1.0)


@pytest.mark.parametrize(("k", "n"), [(-1, 5), (6, 5), (1, 0)])
def test_impossible_counts_are_refused(k: int, n: int) -> None:
    with pytest.raises(ValueError, match="between 0 and n"):
        wilson(k, n)


@given(st.integers(0, 500), st.integers(0, 500))
def test_holds_the_share_and_mirrors(a: int, b: int) -> None:
    k, n = min(a, b), max(a, b)
    low, high = wilson(k, n)
    assert 0 <= low <= high <= 1
    if n:
        assert low <= k / n <= high
    mirrored = wilson(n - k, n)
    assert (1 - mirrored[1], 1 - mirrored[0]) == pytest.approx((low, high), abs=1e-12)
