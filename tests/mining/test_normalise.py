"""The shadow: one spelling, and a way back to every original character."""

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from mining.normalise import shadow


@given(st.text(st.one_of(st.characters(), st.sampled_from("ﬁ①Ａ麵後İ́가각ᄀ㎏…"))))
@example("İstanbul 麵包")
@example("e\u0301te\u0301")
@example("㏠\ud800")
@example("\udfff麵\ud83d包")
def test_offsets_lead_back(text: str) -> None:
    made = shadow(text)
    assert len(made.offsets) == len(made.text) + 1
    assert made.offsets[len(made.text)] == len(text)
    assert list(made.offsets) == sorted(made.offsets)
    for index in range(len(made.text)):
        start, end = made.span(index, index + 1)
        assert 0 <= start < end <= len(text)
        alone = shadow(text[start:end]).text
        # a Han character may be simplified by its phrase, a mark may compose with what stands before it
        assert made.text[index] in alone or len(made.text) == len(text) or made.text[index].isalpha()


@pytest.mark.parametrize(
    ("text", "expected"),
    [("ＡＢＣ１２３", "abc123"), ("麵包很軟", "面包很软"), ("ﬁne Café", "fine café"), ("㎏", "kg"), ("", "")],
)
def test_spelling(text: str, expected: str) -> None:
    assert shadow(text).text == unicodedata.normalize("NFKC", expected)


def test_a_span_never_splits_an_original_character() -> None:
    made = shadow("a㎏b")
    start = made.text.index("g")
    assert made.span(start, start + 1) == (1, 2)
    assert made.span(1, 2) == (1, 2)
