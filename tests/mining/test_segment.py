"""Clauses: exact spans, every letter in one of them, and boundaries where a reader would put them."""

import gzip
import json
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mining.segment import segment_text

_PIECES = st.sampled_from(
    [
        *(
            "好吃",
            "但是很贵",
            "，",
            "。",
            "！！",
            "~",
            "…",
            "\n",
            " ",
            "3.5",
            "1、",
            "2、",
            "e.g.",
            "Dr. ",
            "ok",
        ),
        *(
            "Great.",
            ". ",
            "; ",
            "but ",
            '"',
            "”",
            "😀",
            "👍🏽",
            "http://a.cn/?q=1 ",
            "麵包",
            "The cord is short",
        ),
        *("\u3000", "\u00a0", "\ufe0f"),
    ]
)


def clauses(text: str) -> list[str]:
    return [text[span.start : span.end] for span in segment_text(text)]


@given(st.one_of(st.text(), st.lists(_PIECES, max_size=60).map("".join)))
def test_every_letter_lies_in_exactly_one_trimmed_span(text: str) -> None:
    spans = segment_text(text)
    covered = [index for span in spans for index in range(span.start, span.end)]
    assert len(covered) == len(set(covered))
    assert {i for i, c in enumerate(text) if c.isalnum()} <= set(covered)
    assert [s.start for s in spans] == sorted(s.start for s in spans)
    assert [s.sentence for s in spans] == sorted(s.sentence for s in spans)
    for span in spans:
        part = text[span.start : span.end]
        assert part == part.strip()
        assert any(c.isalnum() for c in part)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("面煮得很软！汤也凉了。下次不点", ["面煮得很软！", "汤也凉了。", "下次不点"]),
        ("等了3.5小时。只送来1.2升", ["等了3.5小时。", "只送来1.2升"]),
        ("味道可以.就是太咸.", ["味道可以.", "就是太咸."]),
        ("大概3~5天到。", ["大概3~5天到。"]),
        ("一年后再看\n屏幕还是很亮", ["一年后再看", "屏幕还是很亮"]),
        ("1、送得快2、包装好3、不贵", ["1、送得快", "2、包装好", "3、不贵"]),
        ("买了2、3个", ["买了2、3个"]),
        ("太香了😋😋下次还来", ["太香了😋😋", "下次还来"]),
        ("他说：“还行吧。”我不信。", ["他说：“还行吧。”", "我不信。"]),
        ("麵包很硬。湯倒是熱的。", ["麵包很硬。", "湯倒是熱的。"]),
        ("Took 2.5 hours. Dr. Lee came, e.g. today.", ["Took 2.5 hours.", "Dr. Lee came, e.g. today."]),
        ("Opens at 7 a.m. on Sundays. Closes early.", ["Opens at 7 a.m. on Sundays.", "Closes early."]),
        ("1. Too loud\n2. Too hot", ["1. Too loud", "2. Too hot"]),
        ("Screen is dim.Sound is fine.", ["Screen is dim.", "Sound is fine."]),
        ("Read it on www.example.com/a?b=1! Fine.", ["Read it on www.example.com/a?b=1!", "Fine."]),
        ("Small room 🙂 but quiet. Works... mostly.", ["Small room 🙂 but quiet.", "Works...", "mostly."]),
        ("Kettle died.\n\n太慢了，不想等。", ["Kettle died.", "太慢了，不想等。"]),
        ("😀😀", []),
        ("", []),
    ],
)  # fmt: skip
def test_boundaries(text: str, expected: list[str]) -> None:
    assert clauses(text) == expected


def test_long_chinese_is_cut_before_a_marker_rather_than_at_any_comma() -> None:
    text = "房间比照片里看着要小一些，床倒是挺软的，但是隔壁装修从早上七点就开始钻墙，根本没有办法好好睡觉"
    assert clauses(text) == [
        "房间比照片里看着要小一些，床倒是挺软的，",
        "但是隔壁装修从早上七点就开始钻墙，根本没有办法好好睡觉",
    ]
    assert {span.sentence for span in segment_text(text)} == {0}


def test_traditional_markers_count_as_well() -> None:
    text = "房間比照片裡看著要小一些，床倒是挺軟的，結果隔壁裝修從早上七點就開始鑽牆，根本沒有辦法好好睡覺"
    assert clauses(text)[1].startswith("結果")


def test_long_english_is_cut_before_a_marker() -> None:
    text = (
        "We had the kettle on the counter for about three weeks and used it every morning before school, "
        "but then the lid began to stick whenever the water boiled and my daughter could no longer open it "
        "by herself without burning her fingers"
    )
    assert clauses(text)[1].startswith("but then the lid")


@pytest.mark.parametrize("unit", ["好吃，", "好吃", "a b ", "Fine. ", "\n", "a@", '！"', "😀", " "])
def test_a_quarter_of_a_megabyte_without_an_end_is_cut_all_the_same(unit: str) -> None:
    text = unit * (250_000 // len(unit))
    spans = segment_text(text)
    assert all(span.end - span.start <= 500 for span in spans)


@pytest.mark.parametrize(
    ("corpus", "floor"), [("takeaway_zh", 0.85), ("shopping_zh", 0.78), ("smart_speaker_en", 0.93)]
)
def test_agrees_with_the_gold_sentences(
    shared_dir: Path, corpus: str, floor: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    """F1 of the boundaries against the splitter of the gold labels, counted between letters."""
    monkeypatch.syspath_prepend(str(shared_dir / "gold"))
    sys.modules.pop("split", None)
    from split import split  # type: ignore[import-not-found]

    hits = ours = gold = 0
    with gzip.open(shared_dir / "data" / f"{corpus}.jsonl.gz") as lines:
        for line in list(lines)[:1500]:
            text = json.loads(line)["text"]
            mine = _boundaries(clauses(text))
            theirs = _boundaries(split(text))
            hits, ours, gold = hits + len(mine & theirs), ours + len(mine), gold + len(theirs)
    assert 2 * hits / (ours + gold) >= floor


def _boundaries(parts: list[str]) -> set[int]:
    total = 0
    found = set()
    for part in parts[:-1]:
        total += sum(c.isalnum() for c in part)
        found.add(total)
    return found
