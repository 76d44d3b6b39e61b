"""Cues: where they match, what a gap and a word end mean, and negation."""

import pytest

from mining.normalise import shadow
from mining.typing.cues import CUE_FILES, cue_book


def groups(text: str, *, negated: bool = False) -> set[str]:
    book = cue_book()
    hits = book.find(shadow(text).text)
    return {
        book.groups[book.cues[cue].group]
        for cue, no in zip(hits.cues, hits.negated, strict=True)
        if no == negated
    }


@pytest.mark.parametrize(
    ("text", "group"),
    [
        ("要是杯套再厚一点就好了", "need.zh.wish"),
        ("要是杯套再厚一點就好了", "need.zh.wish"),
        ("I WISH the straw were longer", "need.en.wish"),
        ("加班的时候点一杯", "scenario.zh.time"),
        ("用起来很方便", "praise.zh.verdict"),
        ("It is so disappointing", "pain.en.verdict"),
        ("下次还会来", "phase.zh.loyalty"),
    ],
)
def test_a_cue_is_found_whatever_the_script_and_case(text: str, group: str) -> None:
    assert group in groups(text)


def test_an_english_cue_is_a_whole_word() -> None:
    assert "pain.en.verdict" in groups("a bad lid")
    assert "pain.en.verdict" not in groups("a badge for the lid")


def test_a_gap_is_short_and_in_order() -> None:
    assert "need.zh.lack" in groups("没有夜间配送功能")
    assert "need.zh.lack" not in groups("功能没有问题啊")
    assert "need.zh.lack" not in groups("没有" + "嗯" * 20 + "功能")


def test_a_negated_cue_goes_into_the_group_of_its_opposite() -> None:
    assert "praise.en.verdict" in groups("the tea was not good", negated=True)
    assert "praise.en.verdict" not in groups("the tea was not good")
    assert "praise.zh.quality" in groups("奶茶不新鲜", negated=True)


def test_every_type_and_the_phases_have_cues_in_both_languages() -> None:
    found = {tuple(group.split(".")[:2]) for group in cue_book().groups}

    assert found == {(name, language) for name in CUE_FILES for language in ("zh", "en")}
    for name, language in found - {("phase", "zh"), ("phase", "en")}:
        own = [
            cue for cue in cue_book().cues if cue_book().groups[cue.group].startswith(f"{name}.{language}.")
        ]
        assert len(own) >= 100, (name, language)
