"""Words without a concept: grouped by what they say, counted by people, with quotes; nothing hidden shows."""

import json
import random

import pytest

from crawler.records import Post
from crawler.store import Store
from mining.decisions import record
from mining.people import Census, PostFacts
from mining.slots.unknown import Said, group_unknown, load_unknown, wording_of
from tests.builders import add_clauses, make_post, save

HERE = "在鹰舍里用它听歌"


@pytest.mark.parametrize(
    ("span", "language", "wording"),
    [
        ("在鹰舍里", "zh", "鹰舍"),
        ("在鷹舍裡面", "zh", "鹰舍"),
        ("每次挤奶的时候", "zh", "挤奶"),
        ("今天", "zh", ""),
        ("在那里", "zh", ""),
        ("In the Byre,", "en", "byre"),
        ("while milking the cows", "en", "milking the cows"),
        ("today", "en", ""),
        ("for it", "en", ""),
        ("at 7:30", "en", ""),
        ("在", "zh", "在"),
    ],
)
def test_a_wording_is_a_shadow_without_the_small_words_at_its_ends(
    span: str, language: str, wording: str
) -> None:
    assert wording_of(span, language) == wording


def said(number: int, span: str, slot: str = "where") -> Said:
    return Said(slot, "zh", span, f"p{number}", f"c{number}", f"我{span}听歌")


def test_people_are_counted_not_posts_and_the_order_changes_nothing() -> None:
    authors = {1: "ann", 2: "ann", 3: "bo", 4: "cy", 5: "di", 6: "ed", 7: "ed"}
    census = Census(PostFacts(f"p{number}", "s", key, f"p{number}") for number, key in authors.items())
    spans = [
        *(said(number, "在鹰舍里") for number in (1, 2, 3)),
        said(4, "在鷹舍裡"),
        said(5, "去鹰舍", "activity"),
        *(said(number, "在羊圈") for number in (6, 7)),
    ]
    found = group_unknown(spans, census, least=1)
    mixed = random.Random(5).sample(spans, len(spans))

    assert [(one.slot, one.wording, one.people) for one in found] == [
        ("where", "鹰舍", 3), ("activity", "鹰舍", 1), ("where", "羊圈", 1),
    ]  # fmt: skip
    assert [quote.clause_id for quote in found[0].quotes] == ["c1", "c3", "c4"], "one quote a person"
    assert group_unknown(mixed, census, least=1) == found
    assert [one.wording for one in group_unknown(spans, census)] == ["鹰舍"]


@pytest.fixture
def posts(store: Store) -> list[Post]:
    """Four people in a mews, and one whose place has a concept."""
    found = [make_post(number, f"第{number}次说，{HERE}。") for number in range(4)]
    known = make_post(9, "在办公室用它听歌。")
    save(store, *found, known)
    for post, words, concept in [*((p, HERE, "") for p in found), (known, "在办公室用它听歌", "office")]:
        (clause,) = add_clauses(store, post, words, types=("scenario",))
        text = words[: words.index("用")]
        slots = {"where": {"text": text, "start": 0, "end": len(text), "concept": concept}}
        with store.writing() as conn:
            value = json.dumps(slots, ensure_ascii=False, separators=(",", ":"))
            conn.execute("UPDATE labels SET slots = ? WHERE clause_id = ?", (value, clause))
    return found


def test_only_what_has_no_concept_is_listed(store: Store, posts: list[Post]) -> None:
    (only,) = load_unknown(store)

    assert (only.slot, only.language, only.wording, only.people) == ("where", "zh", "鹰舍", 4)
    assert len(only.quotes) == 3
    assert {quote.clause for quote in only.quotes} == {HERE}
    assert load_unknown(store, slot="who") == []
    assert load_unknown(store, least=5) == []


def test_posts_that_were_set_aside_and_hidden_words_are_left_out(store: Store, posts: list[Post]) -> None:
    record(store, "mark", posts[0].id, {"as": "advert"})
    place = posts[1].text.index("鹰舍")
    record(store, "redact", posts[1].id, {"version": 1, "start": place, "end": place + 2})
    (only,) = load_unknown(store, least=1)

    assert only.people == 2
    assert {quote.post_id for quote in only.quotes} == {posts[2].id, posts[3].id}
    song = posts[2].text.index("听歌")
    record(store, "redact", posts[2].id, {"version": 1, "start": song, "end": song + 2})
    quotes = {quote.post_id: quote.clause for quote in load_unknown(store, least=1)[0].quotes}
    assert quotes == {posts[2].id: "在鹰舍里用它██", posts[3].id: HERE}


def test_a_study_that_was_never_mined_has_none(store: Store) -> None:
    assert load_unknown(store, least=1) == []
