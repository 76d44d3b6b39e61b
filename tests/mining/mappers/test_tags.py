"""Tag rankings: k of N people who mention X, intervals, overlap, and no double counting."""

from hypothesis import given
from hypothesis import strategies as st

from mining.intervals import wilson
from mining.mappers.place import Placer
from mining.mappers.tags import OVERLAP_NOTE, Mention, Sign, category_shares, rank_tags, sign_of
from mining.taxonomy import load_taxonomy

TAXONOMY = load_taxonomy(["restaurant", "membership"])


def mention(tag: str, person: int, sign: Sign = "negative", group: str | None = None) -> Mention:
    return Mention(tag, frozenset({f"a:{person}"}), group or f"g{person}", sign)


def points_study() -> list[Mention]:
    """A hundred people who mention points; 81 dislike the mall, 28 earning, 13 the events."""
    asked = [mention("tiers", n, "neutral") for n in range(100)]
    mall = [mention("rewards_mall", n) for n in range(81)]
    earning = [mention("points_earning", n) for n in range(28)]
    events = [mention("member_events", n) for n in range(87, 100)]
    return [*asked, *mall, *earning, *events]


def test_shares_of_one_denominator_overlap_and_say_so() -> None:
    rows = category_shares(points_study(), TAXONOMY, "membership", "negative")
    assert [(row.tag, row.people, row.of_people) for row in rows] == [
        ("rewards_mall", 81, 100), ("points_earning", 28, 100), ("member_events", 13, 100),
    ]  # fmt: skip
    assert [round(row.share, 2) for row in rows] == [0.81, 0.28, 0.13]
    assert sum(row.share for row in rows) > 1
    assert all((row.low, row.high) == wilson(row.people, 100) for row in rows)
    assert all(row.of == "membership" for row in rows)
    assert "100 %" in OVERLAP_NOTE["zh"]
    assert "100 %" in OVERLAP_NOTE["en"]


def test_a_ranking_has_the_people_who_mention_the_tag_as_denominator() -> None:
    mentions = [mention("queue", n) for n in range(6)]
    mentions += [mention("queue", n, "positive") for n in range(4, 9)]
    mentions += [mention("queue", 20, "neutral"), mention("taste", 1, "positive")]
    rows = {(row.tag, row.polarity): row for row in rank_tags(mentions, TAXONOMY)}
    assert (rows["queue", "negative"].people, rows["queue", "negative"].of_people) == (6, 10)
    assert (rows["queue", "positive"].people, rows["queue", "positive"].of_people) == (5, 10)
    assert ("taste", "negative") not in rows
    assert rows["queue", "negative"].label_zh == "排队等位"


def test_most_people_come_first_within_a_sign() -> None:
    mentions = [mention("taste", n) for n in range(3)] + [mention("queue", n) for n in range(5)]
    mentions += [mention("portion", n, "positive") for n in range(2)]
    assert [row.tag for row in rank_tags(mentions, TAXONOMY)] == ["portion", "queue", "taste"]


def test_the_neutral_band() -> None:
    assert [sign_of(value, 0.15) for value in (-1.0, -0.15, -0.1, 0.0, 0.14, 0.15, 1.0)] == [
        "negative", "negative", "neutral", "neutral", "neutral", "positive", "positive",
    ]  # fmt: skip


def test_tags_are_found_in_three_scripts() -> None:
    placer = Placer(TAXONOMY)
    assert "points_expiry" in placer.place("积分清零也不提醒").tags
    assert "points_expiry" in placer.place("積分清零也不提醒").tags
    assert "points_expiry" in placer.place("stars expired overnight").tags
    assert "seats_sockets" in placer.place("靠牆的位子沒有插座").tags


def test_no_mentions_no_rows() -> None:
    assert rank_tags([], TAXONOMY) == []
    assert category_shares([], TAXONOMY, "membership") == []


MENTIONS = st.lists(
    st.builds(
        mention,
        st.sampled_from(["queue", "taste", "rewards_mall", "tiers"]),
        st.integers(0, 8),
        st.sampled_from(["positive", "negative", "neutral"]),
    ),
    max_size=40,
)


@given(MENTIONS)
def test_repeating_every_mention_changes_nothing(mentions: list[Mention]) -> None:
    assert rank_tags(mentions * 3, TAXONOMY) == rank_tags(mentions, TAXONOMY)


@given(MENTIONS)
def test_order_changes_nothing(mentions: list[Mention]) -> None:
    assert rank_tags(mentions[::-1], TAXONOMY) == rank_tags(mentions, TAXONOMY)


@given(MENTIONS)
def test_counts_never_exceed_their_denominator(mentions: list[Mention]) -> None:
    for row in rank_tags(mentions, TAXONOMY):
        assert 0 < row.people <= row.of_people
        assert row.low <= row.share <= row.high
        assert row.posts >= 1
