"""Hashed n-grams: the same text gives the same columns wherever it stands, and edges count."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from mining.typing.hashing import char_ngrams, unit_rows, word_ngrams

TEXT = st.text(max_size=40)


def columns(texts: list[str], row: int) -> set[int]:
    matrix = char_ngrams(texts, (1, 2, 3, 4), 17)
    return set(matrix.indices[matrix.indptr[row] : matrix.indptr[row + 1]].tolist())


@given(st.lists(TEXT, min_size=1, max_size=5))
def test_a_row_does_not_depend_on_the_other_texts(texts: list[str]) -> None:
    for row, text in enumerate(texts):
        assert columns(texts, row) == columns([text], 0)


def test_ngrams_do_not_cross_from_one_text_into_the_next() -> None:
    assert not columns(["奶茶", "太甜"], 0) & (columns(["茶太"], 0) - columns(["茶"], 0) - columns(["太"], 0))


def test_edges_and_order_count_and_digits_are_one() -> None:
    assert columns(["ab"], 0) != columns(["ba"], 0)
    assert columns(["a"], 0) != columns(["ab"], 0)
    assert columns(["等了3分钟"], 0) == columns(["等了8分钟"], 0)


def test_words_are_latin_words_and_pairs() -> None:
    one, pair, han = word_ngrams(["lid", "lid broke", "盖子"], 16).getnnz(axis=1)

    assert (one, pair, han) == (1, 3, 0)


def test_unit_rows_have_length_one_or_none() -> None:
    rows = unit_rows(char_ngrams(["奶茶", ""], (3,), 15)).toarray()

    assert np.allclose(np.linalg.norm(rows, axis=1), [1.0, 0.0])
    assert char_ngrams([], (1, 2), 15).shape == (0, 1 << 15)
