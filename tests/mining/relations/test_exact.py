"""The counting behind relations, against brute force, scipy and known figures."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import fisher_exact, hypergeom

from mining.relations.exact import corrected, eligible, lift, smallest_p, upper_tail


@st.composite
def tables(draw: st.DrawFn) -> tuple[int, int, int]:
    everyone = draw(st.integers(1, 30))
    return draw(st.integers(0, everyone)), draw(st.integers(0, everyone)), everyone


@settings(deadline=None)  # the first call loads scipy
@given(tables(), st.data())
def test_one_stratum_is_fishers_exact_test(table: tuple[int, int, int], data: st.DataObject) -> None:
    exposed, event, everyone = table
    both = data.draw(st.integers(max(0, exposed + event - everyone), min(exposed, event)))
    counts = [[both, exposed - both], [event - both, everyone - exposed - event + both]]

    assert upper_tail([table], both) == pytest.approx(fisher_exact(counts, alternative="greater").pvalue)


@settings(deadline=None)
@given(tables(), tables(), st.integers(0, 40))
def test_strata_are_convolved(one: tuple[int, int, int], two: tuple[int, int, int], observed: int) -> None:
    laws = [hypergeom(n, m, k) for k, m, n in (one, two)]
    chances = np.outer(*(law.pmf(np.arange(31)) for law in laws))
    brute = sum(chances[a, b] for a, b in product(range(31), repeat=2) if a + b >= observed)

    assert upper_tail([one, two], observed) == pytest.approx(brute, abs=1e-9)


def test_a_mixture_of_strata_is_no_relation() -> None:
    # in each half the two are independent; pooled, they seem to come together
    halves = [(40, 40, 50), (2, 2, 50)]

    assert upper_tail([(42, 42, 100)], 32) < 1e-6
    assert upper_tail(halves, 32) > 0.4


def test_the_smallest_p_is_that_of_the_largest_overlap() -> None:
    exposed, everyone = np.array([[3], [2]]), np.array([[20], [10]])
    event = np.array([[3, 5], [1, 0]])

    assert smallest_p(exposed, event, everyone) == pytest.approx(
        [upper_tail([(3, 3, 20), (2, 1, 10)], 4), upper_tail([(3, 5, 20), (2, 0, 10)], 3)]
    )


def test_lift_with_the_interval_of_a_count() -> None:
    # Garwood's limits for 10 events are 4.795 and 18.39
    assert lift(10, 5.0, 100) == pytest.approx((2.0, 0.9591, 3.678), abs=1e-3)
    assert lift(10, 5.0, 12) == pytest.approx((2.0, 0.9591, 2.4), abs=1e-3)  # more than all cannot be
    assert lift(0, 2.0, 100)[:2] == (0.0, 0.0)
    with pytest.raises(ValueError):
        lift(1, 0.0, 10)


def test_pairs_that_could_never_be_significant_cost_nothing() -> None:
    hopeless = [0.4] * 1_000

    alone = corrected([0.01], [0.001], 0.05)
    among = corrected([0.01, *[1.0] * 1_000], [0.001, *hopeless], 0.05)

    assert (alone[0], among[0]) == (0.01, 0.01)
    assert eligible([0.001, *hopeless], 0.05).sum() == 1
    assert corrected([], [], 0.05).size == 0


def test_pairs_that_could_be_cost_what_benjamini_and_hochberg_say() -> None:
    assert corrected([0.01, 0.02, 0.9], [1e-9] * 3, 0.05) == pytest.approx([0.03, 0.03, 0.9])
