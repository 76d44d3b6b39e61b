import json
import math
import unicodedata
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.cleaning import MAX_ATTRIBUTES, Attributes, clean_rating, clean_text, personal_kind
from crawler.config import StudyConfig, parse_config
from crawler.errors import StoreProblem
from crawler.intake import CRAWLED, MAX_BODY, Intake, Rules
from crawler.records import Post, RawPost
from crawler.store import Store
from crawler.store.ledger import Reject
from crawler.store.posts import iter_posts
from crawler.store.runs import Fingerprint, start_run

CONFIG = parse_config({"study": {"name": "t"}}, where="test")
UNMASKED = parse_config({"study": {"name": "t"}, "privacy": {"mask": False}}, where="test")
ROWS = Rules(relative=False, rows=True)


def intake(store: Store, *, rules: Rules = CRAWLED, config: StudyConfig = CONFIG) -> Intake:
    run = start_run(store, Fingerprint("crawl", 1, "", ""))
    return Intake(
        store, config, run_id=run, parser_version="t@1", fetched_at="2024-03-10T12:00:00+00:00", rules=rules
    )


def raw(body: str, **fields: Any) -> RawPost:
    return RawPost("shop", "review", body, **fields)


def only(store: Store) -> Post:
    [post] = iter_posts(store)
    return post


def everything(store: Store) -> str:
    """All that the study holds, as SQL text."""
    return "\n".join(store.conn.iterdump())


def test_a_post_arrives_whole(store: Store) -> None:
    gate = intake(store)
    gate.save(
        [
            raw(
                "喝着很顺口\r\n下次再来",
                native_id="7",
                url="https://example.org/r/7",
                thread_id="t1",
                parent_id="6",
                subject="云雾茶",
                brand_role="own",
                title="不错",
                rating=4,
                rating_min=1,
                rating_max=5,
                likes=3,
                author="小茶",
                posted_at_raw="2024年3月5日",
                edited_at="2024-03-06T08:00:00+08:00",
                language="ZH_cn",
                attributes={"region": "杭州"},
            )
        ]
    )
    post = only(store)
    assert post.text == "不错\n喝着很顺口\n下次再来"
    assert (post.title, post.body) == ("不错", "喝着很顺口\n下次再来")
    assert (post.rating, post.rating_min, post.rating_max, post.likes) == (4.0, 1.0, 5.0, 3)
    assert (post.posted_at, post.posted_at_raw, post.posted_precision) == (
        "2024-03-05",
        "2024年3月5日",
        "day",
    )
    assert (post.edited_at, post.language) == ("2024-03-06T00:00:00+00:00", "zh-cn")
    assert (post.subject, post.brand_role, post.thread_id, post.parent_id) == ("云雾茶", "own", "t1", "6")
    assert post.attributes == {"region": "杭州"}
    assert gate.counts == {"new": 1, "changed": 0, "same": 0, "rejected": 0}


def test_nothing_unmasked_and_no_author_is_anywhere(store: Store) -> None:
    gate = intake(store)
    number, name = "13912345670", "mei_lin_1988"
    gate.save(
        [
            raw(
                f"打{number}",
                author=name,
                title=f"找{number}",
                subject=f"店 {number}",
                posted_at_raw=f"on {number}",
                attributes={
                    "note": f"tel {number}",
                    "n": int(number),
                    "nested": {"deep": [number]},
                    "nickname": name,
                    number: 1,
                },
            ),
            raw("", author=name, title="  "),
            raw("x" * (MAX_BODY - 3) + number + " " + number, native_id="long"),
        ]
    )
    gate.refuse([Reject("row 9", "broken", f"{name}@example.org,{number}")])
    dump = everything(store)
    assert number not in dump
    assert number[:7] not in dump
    assert name not in dump
    assert gate.counts["masked.phone"] >= 8
    assert gate.counts["masked.name"] == 1


def test_masking_can_be_switched_off_but_authors_stay_hidden(store: Store) -> None:
    intake(store, config=UNMASKED).save([raw("打13912345670", author="Mei Lin")])
    assert only(store).body == "打13912345670"
    assert "Mei Lin" not in everything(store)


def test_empty_posts_are_refused_with_a_reason_and_counted(store: Store) -> None:
    gate = intake(store)
    gate.save(
        [raw(""), raw(" \u200b\n"), raw("", title="好喝"), raw("🍵🍵")],
        places=["row 2", "row 3", "row 4", "row 5"],
    )
    assert [tuple(row) for row in store.rows("SELECT place, reason FROM rejects ORDER BY place")] == [
        ("row 2", "no words: text and title are empty"),
        ("row 3", "no words: text and title are empty"),
    ]
    assert {post.text for post in iter_posts(store)} == {"好喝", "🍵🍵"}
    assert gate.counts["rejected"] == 2


def test_a_post_of_two_megabytes_is_cut_and_says_so(store: Store) -> None:
    gate = intake(store)
    gate.save([raw("茶" * 2_000_000, url="https://example.org/long")])
    assert len(only(store).text) == MAX_BODY
    [reject] = store.rows("SELECT place, reason FROM rejects")
    assert reject["place"] == "https://example.org/long"
    assert "2,000,000 characters" in reject["reason"]
    assert gate.counts["cut"] == 1


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "data:text/html,x", "/relative", "http://u:p@example.org/", "ftp://a.b"]
)
def test_only_plain_http_addresses_are_kept(store: Store, url: str) -> None:
    gate = intake(store)
    gate.save([raw("ok", url=url)])
    assert only(store).url is None
    assert gate.counts["dropped.url"] == 1
    assert url not in everything(store)


def test_markup_and_formulas_are_words(store: Store) -> None:
    texts = {"<script>alert(1)</script>", '=HYPERLINK("http://example.org")'}
    intake(store).save([raw(text) for text in texts])
    assert {post.body for post in iter_posts(store)} == texts


@pytest.mark.parametrize(
    ("given_", "kept", "dropped"),
    [
        ((4.0, 1.0, 5.0), (4.0, 1.0, 5.0), False),
        ((6.0, 1.0, 5.0), (None, 1.0, 5.0), True),
        ((math.nan, 1.0, 5.0), (None, 1.0, 5.0), True),
        ((math.inf, None, None), (None, None, None), True),
        ((3.0, 5.0, 1.0), (3.0, None, None), True),
        ((None, None, None), (None, None, None), False),
    ],
)
def test_ratings_are_on_their_scale_or_nothing(given_: Any, kept: Any, dropped: bool) -> None:
    assert clean_rating(*given_) == (kept, dropped)


@pytest.mark.parametrize("likes", [-1, True, math.nan, 2**60, "3"])
def test_likes_that_cannot_be_are_dropped(store: Store, likes: Any) -> None:
    gate = intake(store)
    gate.save([raw("ok", likes=likes)])
    assert only(store).likes is None
    assert gate.counts["dropped.likes"] == 1


def test_dates_that_cannot_be_are_dropped_and_stand_as_written(store: Store) -> None:
    gate = intake(store)
    gate.save([raw("a", posted_at_raw="2031-01-01"), raw("b", posted_at_raw="long ago, in spring")])
    assert {(post.posted_at, post.posted_at_raw) for post in iter_posts(store)} == {
        (None, "2031-01-01"),
        (None, "long ago, in spring"),
    }
    assert gate.counts["dropped.date"] == 2


def test_relative_dates_count_from_the_collection_of_a_page_never_from_a_file(store: Store) -> None:
    intake(store).save([raw("a", native_id="1", posted_at_raw="2 days ago")])
    intake(store, rules=ROWS).save([raw("b", native_id="2", posted_at_raw="2 days ago")])
    assert {post.body: post.posted_at for post in iter_posts(store)} == {"a": "2024-03-08", "b": None}


def test_the_precision_that_a_parser_states_holds(store: Store) -> None:
    intake(store).save([raw("a", posted_at="2024-03-01T00:00:00+00:00", posted_precision="month")])
    assert (only(store).posted_at, only(store).posted_precision) == ("2024-03-01T00:00:00+00:00", "month")


def test_equal_rows_are_two_posts_and_importing_them_again_changes_nothing(store: Store) -> None:
    rows = [raw("好吃"), raw("好吃"), raw("好吃", attributes={"city": "杭州"}), raw("好吃")]
    intake(store, rules=ROWS).save(rows)
    again = intake(store, rules=ROWS)
    for row in rows:  # other batches, same posts
        again.save([row])
    assert again.counts["new"] == 0
    assert again.counts["same"] == 4
    assert len(list(iter_posts(store))) == 4


def test_a_post_that_two_pages_show_is_one(store: Store) -> None:
    gate = intake(store)
    gate.save([raw("好吃", author="a"), raw("好吃", author="b")])
    gate.save([raw("好吃", author="a")])
    assert gate.counts["new"] == 2
    assert gate.counts["same"] == 1


def test_a_relative_date_does_not_make_a_new_post_each_day(store: Store) -> None:
    intake(store).save([raw("好吃", author="a", posted_at_raw="2天前")])
    second = intake(store)
    second.save([raw("好吃", author="a", posted_at_raw="3天前")])
    assert second.counts["same"] == 1


def test_an_edited_post_with_an_id_is_a_new_version(store: Store) -> None:
    intake(store).save([raw("first words", native_id="1")])
    second = intake(store)
    second.save([raw("second words", native_id="1")])
    assert second.counts["changed"] == 1
    assert (only(store).version, only(store).body) == (2, "second words")


def test_two_rows_with_one_id_and_other_words_are_both_kept(store: Store) -> None:
    rows = [raw("one", native_id="1"), raw("two", native_id="1"), raw("one", native_id="1")]
    for expected in ({"new": 2, "same": 1}, {"new": 0, "same": 3}):
        gate = intake(store, rules=ROWS)
        gate.save(rows)
        assert gate.counts.items() >= expected.items()
    assert {post.body for post in iter_posts(store)} == {"one", "two"}


def test_a_batch_lands_whole_or_not_at_all_and_may_be_repeated(store: Store) -> None:
    gate = intake(store, rules=ROWS)
    store.conn.execute(
        "CREATE TRIGGER no BEFORE INSERT ON posts WHEN NEW.body = 'bad' BEGIN SELECT raise(ABORT, 'disk');"
        " END"
    )
    with pytest.raises(Exception, match="disk"):
        gate.save([raw("好吃"), raw("好吃"), raw(""), raw("bad")])
    assert store.value("SELECT count(*) FROM posts") == store.value("SELECT count(*) FROM rejects") == 0
    assert gate.counts == {"new": 0, "changed": 0, "same": 0, "rejected": 0}
    gate.save([raw("好吃"), raw("好吃"), raw("")])
    assert gate.counts == {"new": 2, "changed": 0, "same": 0, "rejected": 1}


def test_saving_joins_the_transaction_of_its_caller(store: Store) -> None:
    gate = intake(store)
    with pytest.raises(StoreProblem), store.writing():
        gate.save([raw("a")])
        raise StoreProblem("no acknowledgement")
    assert not list(iter_posts(store))


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("a\x00b\x1bc\x7f", "abc"),
        ("a\r\nb\rc\u2028d", "a\nb\nc\nd"),
        ("\ud800x\udc00", "x"),
        ("e\u0301", "é"),
        ("👨\u200d👩\u200d👧", "👨\u200d👩\u200d👧"),
        ("13\u200b91\u2060234", "1391234"),
        ("abc\u202edef", "abcdef"),
        ("Ｆｕｌｌ　ｗｉｄｔｈ ①", "Ｆｕｌｌ　ｗｉｄｔｈ ①"),
        ("tab\tand\nline", "tab\tand\nline"),
    ],
)
def test_text_stays_as_written_but_for_what_hides(text: str, kept: str) -> None:
    assert clean_text(text) == kept


@given(st.text(st.characters(exclude_categories=()), max_size=80))
def test_cleaned_text_is_stable_and_can_be_written(text: str) -> None:
    found = clean_text(text)
    assert clean_text(found) == found
    assert unicodedata.is_normalized("NFC", found)
    assert "\x00" not in found
    found.encode("utf-8")


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(st.text(max_size=5), inner, max_size=5),
    max_leaves=30,
)


@given(st.dictionaries(st.text(max_size=8), _JSON, max_size=8))
def test_attributes_are_json_whatever_comes(attributes: dict[str, Any]) -> None:
    json.dumps(Attributes(masking=True).clean(attributes), allow_nan=False).encode()


def test_attributes_are_bounded() -> None:
    deep: Any = "end"
    for _ in range(500):
        deep = {"d": deep}
    gate = Attributes(masking=True)
    found = gate.clean(
        {f"k{i:03}": "v" * 10_000 for i in range(500)} | {"deep": deep, "long": list(range(10_000))}
    )
    assert len(found) == MAX_ATTRIBUTES
    assert len(json.dumps(found)) < 200_000
    assert gate.cut > MAX_ATTRIBUTES
    assert len(json.dumps(gate.clean({"deep": deep}))) < 100


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("手机号", "phone"),
        ("E-Mail", "email"),
        ("user.Nick_Name", "name"),
        ("订单编号", "order"),
        ("收货地址", "address"),
        ("variation", None),
        ("城市", None),
        ("label", None),
    ],
)
def test_columns_that_name_a_person_are_known(name: str, kind: str | None) -> None:
    assert personal_kind(name) == kind
