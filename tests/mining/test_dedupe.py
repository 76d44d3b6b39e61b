"""Duplicates: equal after normalisation, or long and nearly equal; never merely alike."""

import gzip
import json
import random
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from mining.dedupe import Candidate, Grouping, canonical, group_duplicates, similarity

LONG = "The zipper of this tent broke on the second night and the rain came in over both sleeping bags"


def groups(*texts: str) -> list[str]:
    found = group_duplicates(Candidate(f"p{n}", text) for n, text in enumerate(texts))
    return [found[f"p{n}"].group_id for n in range(len(texts))]


def test_spelling_and_marks_make_no_difference() -> None:
    assert groups("麵包很軟！！", "面包很软", "ＯＫ good", "ok, GOOD") == ["p0", "p0", "p2", "p2"]


def test_short_texts_have_to_be_equal() -> None:
    assert groups("很好", "很好吃", "挺好", "很好。") == ["p0", "p1", "p2", "p0"]


def test_long_texts_may_differ_a_little() -> None:
    assert groups(LONG, LONG + " :( ", LONG + " again") == ["p0", "p0", "p0"]
    assert groups(LONG, LONG.replace("rain came in over both sleeping bags", "pole cracked")) == ["p0", "p1"]


def test_emoji_and_empty_texts() -> None:
    assert groups("👍", "👍 ", "👎", "", " ") == ["p0", "p0", "p2", "p3", "p3"]


def test_the_longest_then_the_earliest_is_kept() -> None:
    found = group_duplicates(
        [
            Candidate("p1", LONG, "2024-03-02"),
            Candidate("p2", LONG + "!", None),
            Candidate("p3", LONG + "!", "2024-03-01"),
        ]
    )
    assert found == {
        "p1": Grouping("p1", kept=False),
        "p2": Grouping("p1", kept=False),
        "p3": Grouping("p1", kept=True),
    }


@given(
    st.lists(
        st.sampled_from(["很好", "汤凉了", LONG, LONG + " again", LONG[:70], LONG[9:], "ok"]), max_size=12
    ),
    st.randoms(),
)
def test_the_order_of_rows_makes_no_difference(texts: list[str], chance: random.Random) -> None:
    posts = [Candidate(f"p{n}", text) for n, text in enumerate(texts)]
    expected = group_duplicates(posts)
    chance.shuffle(posts)
    assert group_duplicates(posts) == expected
    kept = [post for post, group in expected.items() if group.kept]
    assert len(kept) == len({group.group_id for group in expected.values()})


def test_a_real_corpus_is_grouped_strictly(shared_dir: Path) -> None:
    with gzip.open(shared_dir / "data" / "takeaway_zh.jsonl.gz") as lines:
        texts = [json.loads(line)["text"] for line in lines]
    found = group_duplicates(Candidate(f"p{n:05d}", text) for n, text in enumerate(texts))
    kept = {group.group_id: int(post[1:]) for post, group in found.items() if group.kept}
    for post, group in found.items():
        mine, standing = canonical(texts[int(post[1:])]), canonical(texts[kept[group.group_id]])
        assert mine == standing or (min(len(mine), len(standing)) >= 20 and similarity(mine, standing) > 0.7)
