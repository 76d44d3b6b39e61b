"""What a wish is about, and whether words say anything beyond a mood."""

import pytest

from mining.facets.content import has_wish_cue, same_wording, says_something, wish_of


@pytest.mark.parametrize(
    ("text", "wish"),
    [
        ("味道可以，希望下次多给点青菜。", "下次多给点青菜"),
        ("味道可以，希望下次快一点。", "下次快一点"),
        ("能不能把字印大一些？", "把字印大一些"),
        ("I like it, but I wish it had a bigger dial. Thanks", "it had a bigger dial"),
        ("Please add a dark mode!", "add a dark mode"),
        ("Works fine. The volume should be louder. Bye", "The volume should be louder"),
        ("房间还行。前台应该有人值班。", "前台应该有人值班"),
        ("配个袋子就好了", "配个袋子就好了"),
        ("Nice, but I’d like a lamp by the bed.", "a lamp by the bed"),
        ("It was late", "It was late"),
    ],
)
def test_wish_of(text: str, wish: str) -> None:
    assert wish_of(text) == wish


def test_of_two_wishes_the_one_that_says_more_is_taken() -> None:
    assert (
        wish_of("I wish there were lamps on the balcony. Please fix it!") == "there were lamps on the balcony"
    )


@pytest.mark.parametrize(
    "text",
    [
        "希望改进", "Please fix this", "You should add Polish", "最好有窗", "就不能多放一张凳子吗",
        "I’d like a lamp", "Why don’t you open at eight?",
        "There is no way to mute the bell", "Get rid of the queue",
    ],
)  # fmt: skip
def test_wish_cues_are_seen(text: str) -> None:
    assert has_wish_cue(text)


@pytest.mark.parametrize(
    "text",
    [
        "太失望了！！！", "再也不会来了", "差评", "真的很無語", "希望改进", "垃圾，坑人", "以后不会再买了",
        "Terrible!", "So disappointed.",
        "Please fix this!!!", "I will never come back", "What a waste of money",
        "I hate it",
    ],
)  # fmt: skip
def test_mere_mood_says_nothing(text: str) -> None:
    assert not says_something(text)


@pytest.mark.parametrize(
    "text",
    [
        "汤里有一根头发", "送到时饮料洒了一半", "門鎖壞了兩天沒人修", "希望增加停车位",
        "The straw was missing from the bag", "Alarm rings twice", "They closed the lobby before nine",
    ],
)  # fmt: skip
def test_content_says_something(text: str) -> None:
    assert says_something(text)


@pytest.mark.parametrize(
    ("a", "b", "same"),
    [
        ("I sat there for two hours to study", "I sat there for two hours to study!", True),
        ("I sat there for two hours to study", "we sat there for two hours to study, too", False),
        ("烘干机又坏了一台", "烘干机又坏了一台。", True),
        ("烘干机又坏了一台", "洗衣机的门关不上", False),
    ],
)
def test_the_same_wording(a: str, b: str, same: bool) -> None:
    assert same_wording(a, b) is same
    assert same_wording(b, a) is same
