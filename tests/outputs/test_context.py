"""The words around a quote are the post's own."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outputs.context import CUT, context_of


@pytest.mark.parametrize(
    ("text", "quote", "before", "after"),
    [
        ("One. Two. Three. Four.", " Three.", " Two.", " Four."),
        ("One. Two and a half. Three.", "half", "One. Two and a ", ". Three."),
        ("Only this", "Only this", "", ""),
        ("太慢了。等了一小时。没人理。走了。", "没人理。", "等了一小时。", "走了。"),
        ("等位久，菜也凉了。不会再来！", "菜也凉了", "等位久，", "。不会再来！"),
        ("Rated 4.5 by me. Fine.", "by me", "Rated 4.5 ", ". Fine."),
        ("Title\nBody one. Body two.", "Body one.", "Title\n", " Body two."),
    ],
)
def test_context_is_the_rest_of_the_sentence_and_one_more(
    text: str, quote: str, before: str, after: str
) -> None:
    start = text.index(quote)

    found = context_of(text, start, start + len(quote))

    assert (found.before, found.after) == (before, after)


@given(st.text(alphabet="ab 。.!\n，é😀", max_size=200), st.data())
def test_context_stands_beside_the_quote_in_the_post(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))

    found = context_of(text, start, end, limit=40)

    assert text[:start].endswith(found.before.removeprefix(CUT))
    assert text[end:].startswith(found.after.removesuffix(CUT))
    assert max(len(found.before), len(found.after)) <= 40


def test_a_long_neighbour_is_cut_and_says_so() -> None:
    found = context_of("x" * 5_000 + "quote" + "y" * 5_000, 5_000, 5_005, limit=50)

    assert found.before == CUT + "x" * 49
    assert found.after == "y" * 49 + CUT
