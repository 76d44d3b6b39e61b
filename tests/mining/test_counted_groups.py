"""Groups counted once give the same comparison as the voices themselves."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mining.segments.compare import compare_groups
from mining.segments.counted import compare_counted, count_groups
from mining.segments.voices import Voice


@st.composite
def crowds(draw: st.DrawFn) -> list[Voice]:
    """Voices of a few people in three sources, who praise and blame three tags."""
    voices = []
    signs = st.sampled_from(["positive", "negative"])
    for number in range(draw(st.integers(30, 90))):
        tags = draw(st.dictionaries(st.sampled_from("abc"), signs, max_size=2))
        voices.append(
            Voice(
                post_id=f"p{number}",
                people=frozenset({f"a:{draw(st.integers(0, 70))}"}),
                values={"source": (draw(st.sampled_from(["x", "y", "z"])),)},
                tags={tag: frozenset({sign}) for tag, sign in tags.items()},  # type: ignore[arg-type]
                findings=frozenset({"f1"}) if draw(st.booleans()) else frozenset(),
            )
        )
    return voices


@settings(max_examples=25, deadline=None)
@given(crowds(), st.sampled_from([None, "y"]), st.sampled_from(["people", "mentions"]))
def test_counted_is_the_same_as_compared(voices: list[Voice], second: str | None, of: str) -> None:
    counted = json.loads(json.dumps(count_groups(voices)))
    found = compare_counted(counted, "source", "x", second, of=of)  # type: ignore[arg-type]
    if found is None:  # a group of fewer than three people
        return

    assert found == compare_groups(voices, "source", "x", second, of=of)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("name", "first", "second"), [("age", "x", None), ("source", "q", None), ("source", "x", "q")]
)
def test_what_was_not_counted_is_not_compared(name: str, first: str, second: str | None) -> None:
    voices = [Voice(f"p{n}", frozenset({f"a:{n}"}), {"source": ("x" if n % 2 else "y",)}) for n in range(10)]

    assert compare_counted(count_groups(voices), name, first, second) is None
    assert compare_counted(count_groups(voices), "source", "x") is not None
