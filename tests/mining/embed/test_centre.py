"""Centring per language: what is left is what is said, not in which language."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from mining.embed.base import unit_rows
from mining.embed.centre import FULL_TRUST, centre


def two_languages(
    count: int, *, apart: float = 3.0, seed: int = 1
) -> tuple[np.ndarray, np.ndarray, list[str]]:
    """Unit rows of `count` meanings told in two languages that lie `apart`; meanings; languages."""
    rng = np.random.default_rng(seed)
    meaning = rng.normal(size=(count, 16))
    offset = np.zeros(16)
    offset[0] = apart
    rows = np.vstack([meaning + offset, meaning - offset])
    return unit_rows(rows.astype(np.float32)), meaning, ["zh"] * count + ["en"] * count


def own_translation_is_nearest(vectors: np.ndarray) -> float:
    half = len(vectors) // 2
    return float(np.mean((vectors[:half] @ vectors[half:].T).argmax(axis=1) == np.arange(half)))


def test_translations_lie_together_after_centring() -> None:
    vectors, _, languages = two_languages(FULL_TRUST)
    centred = centre(vectors, languages)

    half = FULL_TRUST
    assert np.mean(np.sum(vectors[:half] * vectors[half:], axis=1)) < 0.3
    assert np.mean(np.sum(centred[:half] * centred[half:], axis=1)) > 0.8
    # and the means that told the languages apart are gone
    assert np.linalg.norm(centred[:half].mean(axis=0) - centred[half:].mean(axis=0)) < 0.1


def test_with_full_trust_it_is_the_plain_mean_of_the_language() -> None:
    vectors, _, languages = two_languages(FULL_TRUST)
    expected = vectors.copy()
    for part in (slice(0, FULL_TRUST), slice(FULL_TRUST, None)):
        expected[part] -= vectors[part].mean(axis=0)
    assert np.allclose(centre(vectors, languages), unit_rows(expected), atol=1e-5)


def test_with_few_clauses_the_mean_of_all_weighs_in_by_the_stated_share() -> None:
    vectors, _, languages = two_languages(100)
    trust = 100 / FULL_TRUST
    overall = vectors.mean(axis=0)
    zh = vectors[:100] - (trust * vectors[:100].mean(axis=0) + (1 - trust) * overall)
    assert np.allclose(centre(vectors, languages)[:100], unit_rows(zh), atol=1e-5)


def test_one_clause_of_a_language_is_not_centred_to_nothing() -> None:
    vectors, _, _ = two_languages(50)
    centred = centre(vectors, ["fr", *["zh"] * 99])
    assert np.linalg.norm(centred[0]) == pytest.approx(1.0, abs=1e-5)


def test_zero_rows_stay_zero_and_do_not_move_the_mean() -> None:
    vectors, _, languages = two_languages(20)
    with_empty = np.vstack([vectors, np.zeros((1, 16), dtype=np.float32)])
    centred = centre(with_empty, [*languages, "zh"])

    assert not centred[-1].any()
    assert np.array_equal(centred[:-1], centre(vectors, languages))


def test_nothing_and_only_zeros_are_given_back_as_they_are() -> None:
    assert centre(np.zeros((0, 4), dtype=np.float32), []).shape == (0, 4)
    assert not centre(np.zeros((3, 4), dtype=np.float32), ["zh", "en", "zh"]).any()


def test_what_was_given_is_not_changed() -> None:
    vectors, _, languages = two_languages(10)
    before = vectors.copy()
    centre(vectors, languages)
    assert np.array_equal(vectors, before)


@given(
    arrays(np.float32, (6, 3), elements=st.floats(-1, 1, width=32)),
    st.permutations(range(6)),
    st.lists(st.sampled_from(["zh", "en", "und"]), min_size=6, max_size=6),
)
def test_order_changes_nothing_and_rows_are_unit_or_zero(
    raw: np.ndarray, order: list[int], languages: list[str]
) -> None:
    vectors = unit_rows(np.where(np.abs(raw) < 0.01, 0, raw))
    centred = centre(vectors, languages)
    permuted = centre(vectors[order], [languages[at] for at in order])

    lengths = np.linalg.norm(centred, axis=1)
    assert np.all(np.isclose(lengths, 1, atol=1e-4) | (lengths == 0))
    stable = _far_from_their_mean(vectors, languages)  # a row at its mean has no direction of its own
    assert np.allclose(permuted[np.argsort(order)][stable], centred[stable], atol=1e-3)


def _far_from_their_mean(vectors: np.ndarray, languages: list[str]) -> np.ndarray:
    codes = np.asarray(languages)
    filled = vectors.any(axis=1)
    if not filled.any():
        return np.ones(len(vectors), dtype=bool)
    overall = vectors[filled].mean(axis=0)
    means = np.stack(
        [
            vectors[(codes == code) & filled].mean(axis=0) if ((codes == code) & filled).any() else overall
            for code in languages
        ]
    )
    trust = np.array([min(1.0, ((codes == code) & filled).sum() / FULL_TRUST) for code in languages])[:, None]
    left = vectors - trust * means - (1 - trust) * overall
    return np.asarray(np.linalg.norm(left, axis=1) > 1e-2)
