"""Golden clauses in Simplified, Traditional and English: phase, touchpoint, lens, tag, with cues shown."""

import pytest

from mining.mappers.journey import decide, fuse, head_scores
from mining.mappers.place import Place, Placer, from_cues
from mining.records import PHASES
from mining.taxonomy import load_taxonomy
from mining.taxonomy_model import AMBIGUOUS, UNASSIGNED

CAFE = Placer(load_taxonomy(["restaurant", "membership"]))
SHOP = Placer(load_taxonomy(["retail"]))
HOTEL = Placer(load_taxonomy(["hotel", "membership"]))
APP = Placer(load_taxonomy(["app"]))

GOLDEN = [
    (CAFE, "排队排了快一个钟头才点上单", "acquisition", "queue_booking", "time"),
    (CAFE, "排隊排了快一個鐘頭", "acquisition", "queue_booking", "time"),
    (CAFE, "We stood in line behind a school trip", "acquisition", "queue_booking", None),
    (CAFE, "奶盖洒了一袋子,骑手也没说一声", "acquisition", "delivery", None),
    (CAFE, "店員很不耐煩,還翻白眼", "service", "staff", "care"),
    (CAFE, "The barista was rude to my grandmother", "service", "staff", "care"),
    (CAFE, "這杯烏龍奶茶味道很淡", "service", "food", None),
    (CAFE, "攢了半年積分才夠換一杯", "loyalty", "earn_points", None),
    (CAFE, "My points expired the day before I could use them", "loyalty", None, None),
    (CAFE, "以后不会再来了,大家别来", "loyalty", "return_visit", None),
    (SHOP, "快递三天才送到家门口", "acquisition", "delivery", None),
    (SHOP, "安裝師傅很準時,裝上就能用", "acquisition", "setup", "time"),
    (SHOP, "The fabric is itchy and the sleeves are short", "service", "product_use", None),
    (SHOP, "申请退款,客服拖了一周", "service", "after_sales", "time"),
    (HOTEL, "房間隔音很差,半夜被吵醒", "service", "room", None),
    (HOTEL, "办理入住等了四十分钟", "acquisition", "arrival_checkin", "time"),
    (APP, "更新之后一打开就闪退", "service", "core_task", None),
    (APP, "Too many popups while I read", None, "notification", None),
    (APP, "自动续费取消不了", "loyalty", "renewal_cancel", None),
]


@pytest.mark.parametrize(("placer", "text", "phase", "touchpoint", "lens"), GOLDEN)
def test_golden(
    placer: Placer, text: str, phase: str | None, touchpoint: str | None, lens: str | None
) -> None:
    place = placer.place(text)
    if phase:
        assert place.phase == phase
    if touchpoint:
        assert place.touchpoint == touchpoint
        assert place.touchpoint_cues
    if lens:
        assert lens in place.lenses
    for cue in (*place.phase_cues, *place.touchpoint_cues):
        assert cue in text


def test_cues_are_shown_as_they_are_written() -> None:
    place = CAFE.place("ＱＵＥＵＥ前面在排隊")
    assert set(place.touchpoint_cues) == {"ＱＵＥＵＥ", "排隊"}


def test_nothing_said_is_unassigned() -> None:
    assert CAFE.place("嗯嗯。") == Place(
        UNASSIGNED, UNASSIGNED, phase_reason="no cue", touchpoint_reason="no cue"
    )


def test_two_touchpoints_alike_are_ambiguous() -> None:
    place = CAFE.place("the restroom and the waiter")
    assert place.touchpoint == AMBIGUOUS
    assert "ambience" in place.touchpoint_reason
    assert "staff" in place.touchpoint_reason


def test_a_negated_touchpoint_yields_to_one_that_is_not() -> None:
    assert CAFE.place("不用排队,店员还送了杯水").touchpoint == "staff"
    assert CAFE.place("不用排队").touchpoint == "queue_booking"


def test_a_negated_phase_cue_says_nothing() -> None:
    assert "下单" not in CAFE.place("一直没下单").phase_cues
    assert "下单" in CAFE.place("昨天下单").phase_cues


def test_the_label_none_is_unassigned_without_cues() -> None:
    place = CAFE.place("Bless them all.", "none", {"none": 0.9, "service": 0.1})
    assert (place.phase, place.phase_reason) == (UNASSIGNED, "the label says none")


def test_the_head_decides_where_no_cue_is() -> None:
    place = CAFE.place("That was a surprise.", "consideration", {"consideration": 0.8, "service": 0.2})
    assert (place.phase, place.phase_reason, place.phase_cues) == ("consideration", "label", ())


def test_cues_turn_an_undecided_head() -> None:
    scores = {"service": 0.45, "acquisition": 0.42, "none": 0.13}
    assert CAFE.place("That was a surprise.", "service", scores).phase == AMBIGUOUS
    turned = CAFE.place("排队叫号,等位等了好久", "service", scores)
    assert (turned.phase, turned.phase_reason) == ("acquisition", "cues")


def test_cues_do_not_turn_a_sure_head() -> None:
    assert CAFE.place("排队叫号", "loyalty", {"loyalty": 0.97, "acquisition": 0.03}).phase == "loyalty"


def test_a_label_without_scores_is_taken_as_it_stands() -> None:
    assert CAFE.place("That was a surprise.", "loyalty", {}).phase == "loyalty"


def test_fusing_leaves_the_head_alone_without_cues_and_sums_to_one_at_most() -> None:
    head = head_scores("service", {"service": 0.7, "acquisition": 0.3})
    assert fuse(head, {}, 0.6) == head
    fused = fuse(head, {"acquisition": 2.0}, 0.6)
    assert sum(fused.values()) <= 1
    assert fused["acquisition"] == pytest.approx(0.6 * 0.3 + 0.4 * 2 / 3)


def test_a_decision_that_rests_on_priors_is_not_overruled_by_scores() -> None:
    scores = head_scores("need", {"service": 0.5, "need": 0.3, "none": 0.2})
    assert (scores["need"], scores["service"], scores["none"]) == (0.5, 0.3, 0.2)
    place = CAFE.place("That was a surprise.", "need", {"service": 0.5, "need": 0.3, "none": 0.2})
    assert place.phase == "need"
    assert head_scores("service", {"service": 0.4, "need": 0.4})["service"] == 0.5


def test_a_flat_distribution_is_unassigned() -> None:
    weights = load_taxonomy().matching.weights
    flat = dict.fromkeys(PHASES, 1 / 6)
    assert decide(flat, [], "service", weights).key == UNASSIGNED


def test_a_place_survives_the_store() -> None:
    place = CAFE.place("店员很热情,排队也不久,下次还来")
    assert from_cues(place.phase, place.touchpoint, place.cues()) == place
    assert from_cues("need", "food", {}) == Place("need", "food")
