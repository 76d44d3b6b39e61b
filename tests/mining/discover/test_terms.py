"""Terms through the real BERTopic and the real jieba."""

import numpy as np
import pytest

from mining.discover.terms import TOP_TERMS, group_terms, tokens
from mining.embed.use import UseEmbedder

DRYER = ["烘干机坏了没人修", "烘干机又不转了", "the dryer is broken again", "that dryer never gets hot"]
PRICE = ["洗一次衣服太贵了", "洗衣服太贵", "far too expensive for one wash", "it is expensive to wash here"]
HOURS = ["晚上八点就关门", "晚上根本来不及", "they close at eight at night", "closed on Sundays"]
TEXTS = [*DRYER, *PRICE, *HOURS]
LABELS = [0] * 4 + [1] * 4 + [2] * 4


def test_chinese_is_cut_by_jieba_and_the_rest_by_letters() -> None:
    assert tokens("烘干机价格太贵") == ["烘干机", "价格", "太贵"]
    assert tokens("They don't OPEN on 7 Sundays!") == ["they", "don't", "open", "on", "sundays"]
    assert tokens("app登录不了 again") == ["app", "登录", "不了", "again"]
    assert tokens("a 我 … 👍 12") == []


def test_traditional_and_full_width_are_read_as_the_same_words() -> None:
    assert tokens("晚上關門") == tokens("晚上关门") == ["晚上", "关门"]
    assert tokens("ＡＰＰ 價格") == ["app", "价格"]


@pytest.fixture(scope="module")
def found() -> dict[int, dict[str, float]]:
    return group_terms(TEXTS, LABELS, UseEmbedder().encode(TEXTS))


def test_each_group_has_the_words_of_its_own_texts_and_chinese_survives(
    found: dict[int, dict[str, float]],
) -> None:
    assert set(found) == {0, 1, 2}
    for label, terms in found.items():
        own = {word for text, its in zip(TEXTS, LABELS, strict=True) if its == label for word in tokens(text)}
        assert 0 < len(terms) <= TOP_TERMS
        assert set(terms) <= own
        assert any("\u4e00" <= term[0] <= "\u9fff" for term in terms)
        assert any(term.isascii() for term in terms)


def test_what_is_said_most_in_a_group_and_nowhere_else_weighs_most(
    found: dict[int, dict[str, float]],
) -> None:
    assert {"烘干机", "dryer"} <= set(list(found[0])[:4])
    assert {"expensive", "太贵"} <= set(list(found[1])[:4])
    assert "晚上" in list(found[2])[:3]
    for terms in found.values():
        assert list(terms.values()) == sorted(terms.values(), reverse=True)


def test_a_word_of_all_groups_weighs_less_than_a_word_of_one() -> None:
    texts = [f"laundry {word}" for word in ("dryer", "price", "hours") for _ in range(4)]
    terms = group_terms(texts, [0] * 4 + [1] * 4 + [2] * 4, np.eye(12, 16, dtype=np.float32))
    for label, word in enumerate(("dryer", "price", "hours")):
        assert terms[label][word] > terms[label].get("laundry", 0.0)


def test_labels_stay_with_their_texts_whatever_their_size() -> None:
    # BERTopic numbers topics by size; the smaller group comes first here
    texts = [
        "soap smells",
        "soap stains",
        *[f"dryer {word}" for word in ("hot", "cold", "loud", "slow", "dear")],
    ]
    terms = group_terms(texts, [0, 0, 1, 1, 1, 1, 1], np.eye(7, 16, dtype=np.float32))
    assert "soap" in terms[0]
    assert "dryer" in terms[1]
    assert not set(terms[0]) & set(terms[1])


def test_one_group_has_its_most_frequent_words() -> None:
    terms = group_terms(["dryer broken", "dryer hot", "烘干机"], [0, 0, 0], np.eye(3, 16, dtype=np.float32))
    assert next(iter(terms[0])) == "dryer"
    assert terms[0] == {"dryer": 2 / 3, "broken": 1 / 3, "hot": 1 / 3, "烘干机": 1 / 3}


@pytest.mark.parametrize(
    ("texts", "first"),
    [
        (["👍", "…", "!!", "7"], {}),
        (["だめ", "そう", "また", "いい"], {}),
        (["dryer", "dryer", "👍", "👍"], {"dryer": 1.0}),
    ],
)
def test_texts_with_hardly_a_word_have_no_terms_to_speak_of(
    texts: list[str], first: dict[str, float]
) -> None:
    assert group_terms(texts, [0, 0, 1, 1], np.eye(4, 16, dtype=np.float32)) == {0: first, 1: {}}


def test_a_group_without_words_among_others_is_only_without_terms() -> None:
    texts = ["the dryer is hot", "dryer broken", "soap is dear", "dear soap", "👍", "…"]
    terms = group_terms(texts, [0, 0, 1, 1, 2, 2], np.eye(6, 16, dtype=np.float32))
    assert "dryer" in terms[0]
    assert terms[2] == {}
