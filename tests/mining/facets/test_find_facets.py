"""Objects, obstacles and wishes found in sentences written for this test."""

from collections.abc import Iterator

import pytest

from mining.facets.lexicon import find_facets
from mining.facets.trades import using_trades


@pytest.fixture(autouse=True)
def _no_trade() -> Iterator[None]:
    """The general words; those of trades have tests of their own."""
    with using_trades(frozenset()):
        yield


def found(text: str, axis: str = "obstacle") -> set[str]:
    return {hit.id for hit in find_facets(text) if hit.axis == axis}


@pytest.mark.parametrize(
    ("text", "obstacle"),
    [
        ("配送实在太慢，等到一点才送来", "late_arrival"),
        ("配送實在太慢", "late_arrival"),
        ("汤全洒在袋子里了", "leaks"),
        ("湯全灑在袋子裡了", "leaks"),
        ("说好的赠品没有给", "gift_missing"),
        ("点了鱼香肉丝却忘了放筷子", "missing_cutlery"),
        ("鞋子穿了两个星期就开胶了", "breaks_soon"),
        ("刚买完第二天就降价", "price_drop"),
        ("这件衬衫洗了就褪色", "color_fades"),
        ("新裤子有一股刺鼻的味道", "smell"),
        ("译文生硬，翻译很差", "translation_bad"),
        ("房间没有窗，闷得慌", "no_window"),
        ("隔壁说话听得清清楚楚，隔音太差", "noisy"),
        ("积分到年底就清零", "points_lost"),
        ("商家打电话要求好评", "review_pressure"),
        ("快递员把箱子放在门口就走了", "not_brought_up"),
        ("显示已签收，可是我没收到货", "marked_done"),
        ("洗完头皮更痒", "dandruff"),
        ("苹果烂了三个", "fruit_rotten"),
        ("手机用半天就没电", "battery_short"),
        ("The courier left it at the wrong address", "wrong_address"),
        ("I waited in the shop for almost forty minutes", "long_wait"),
        ("The lid came off in my car", "lid"),
        ("The dress runs small in the waist", "too_small_fit"),
        ("The zipper broke on the first day", "sewing"),
        ("Since the update I can't find the list view", "update_broke"),
        ("Too many ads between two songs", "ads"),
        ("It couldn't understand my accent", "not_understood"),
        ("The barista was rude to my father", "rude"),
        ("They charged me twice for one sandwich", "overcharged"),
        ("My rewards expired without a word", "points_lost"),
        ("The speaker will not connect to our wifi", "connection_fails"),
        ("It stopped working after three weeks", "breaks_soon"),
        ("There is no way to cancel my subscription", "cannot_cancel"),
    ],
)
def test_obstacles_are_found(text: str, obstacle: str) -> None:
    assert obstacle in found(text)


@pytest.mark.parametrize(
    ("text", "obstacle"),
    [
        ("汤一点没洒", "leaks"),
        ("配送不慢", "late_arrival"),
        ("骑手辛苦了", "bitter"),
        ("口感细腻", "greasy"),
        ("心里有点郁闷", "aircon_bad"),
        ("店员态度不错", "rude"),
        ("没有色差", "color_differs"),
        ("The soup was not salty", "too_salty"),
        ("It has never crashed", "crashes"),
        ("No complaints about the staff", "rude"),
        ("My order came without delay", "late_arrival"),
    ],
)
def test_what_is_denied_or_only_looks_alike_is_not_found(text: str, obstacle: str) -> None:
    assert obstacle not in found(text)


def test_an_obstacle_bound_to_objects_needs_one_of_them() -> None:
    assert "fruit_rotten" in found("这箱梨坏了两个")
    assert "fruit_rotten" not in found("这台相机坏了")


def test_the_bound_obstacle_wins_where_a_cue_is_shared() -> None:
    assert found("电脑一开机就有噪音") == {"fan_noise"}
    assert found("外面一直有噪音") == {"noisy"}


def test_a_gap_does_not_reach_over_a_mark_or_a_negation() -> None:
    assert "late_arrival" not in found("配送员很好，我走得慢")
    assert "late_arrival" in found("配送真的有点慢")
    assert "late_arrival" not in found("配送一点也不慢")


def test_spans_are_those_of_the_text_as_written() -> None:
    text = "😀 ＡＰＰ總是閃退！"
    spans = {text[hit.start : hit.end] for hit in find_facets(text) if hit.id == "crashes"}
    assert spans == {"閃退"}


@pytest.mark.parametrize(
    ("text", "wish"),
    [
        ("希望多增加一些口味", "more_choice"),
        ("希望送餐能再快一點", "faster"),
        ("要是附一份说明书就好了", "manual"),
        ("I wish it came in more colors", "more_choice"),
        ("Please bring back the old menu", "bring_back"),
        ("It should have a rechargeable battery", "battery"),
        ("An option to turn off the light would be great", "customise"),
    ],
)
def test_wishes_are_found(text: str, wish: str) -> None:
    assert wish in found(text, "wish")


@pytest.mark.parametrize(
    ("text", "thing"),
    [
        ("米饭有点硬", "rice"),
        ("面料很薄", "fabric"),
        ("客服不回", "support"),
        ("The bagel was stale", "dumplings_bread"),
    ],
)
def test_objects_are_found(text: str, thing: str) -> None:
    assert thing in found(text, "object")


def test_words_that_hold_an_object_by_accident() -> None:
    assert "noodles" not in found("其他方面还好", "object")
    assert "book" not in found("说明书太薄", "object")
