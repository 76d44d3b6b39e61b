"""What a title may say: words or concepts of enough members, never their opposite."""

import json

import pytest

from mining.llm.checking import Refused, check
from mining.llm.evidence import Case, diverse, sendable

MEMBERS = ("快递送来的时候已经凉了", "送到手都凉了", "饭是凉的，汤也凉了", "等了一小时，凉了")


def judged(title: str, members: tuple[str, ...] = MEMBERS, language: str = "zh") -> str:
    case = Case("pain", language, members, (), {}, members)
    answer = json.dumps({f"title_{language}": title, "quotes": [members[0]]}, ensure_ascii=False)
    try:
        return check(answer, case, frozenset()).titles[language]
    except Refused as error:
        return error.reason


@pytest.mark.parametrize("title", ["已经凉了", "凉了"])
def test_what_members_say_passes(title: str) -> None:
    assert judged(title) == title


@pytest.mark.parametrize("title", ["饭凉了", "送到时没有凉", "送到时太烫", "骑手把饭送凉了", "凉了，退款"])
def test_what_they_do_not_say_is_refused(title: str) -> None:
    assert judged(title) == "unsupported_word"


def test_a_negation_needs_support_of_its_own_in_english_too() -> None:
    members = ("the lid leaks", "my lid leaks again", "lid leaks in the bag")
    assert judged("Lid that leaks", members, "en") == "Lid that leaks"
    assert judged("Lid that never leaks", members, "en") == "unsupported_word"


def test_quotes_are_unlike_each_other_and_fit_to_be_sent() -> None:
    texts = ["the lid leaks", "the lid leaks!", "no straw was given", "the lid leaks, again"]
    assert diverse(texts, 2) == ("the lid leaks", "no straw was given")
    assert sendable("call 13812345678\nor\x00write") == "call [phone] or write"
    assert len(sendable("a" * 5_000)) == 300
