"""Answers and questions are read back in the words in which they were asked."""

import pytest

from mining.kano.questionnaire import Feature, Questionnaire, make_questionnaire
from mining.kano.table import ANSWERS
from mining.kano.wording import FormLanguage, known_field, known_question, read_answer, scale

LANGUAGES: tuple[FormLanguage, ...] = ("zh", "en", "both")
FEATURES = [Feature(f"f{n}", f"功能{n}", f"thing {n}", "quality" if n % 2 else "presence") for n in range(8)]


def form(language: FormLanguage, seed: int = 7) -> Questionnaire:
    return make_questionnaire(FEATURES, language=language, seed=seed, with_importance=True)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_printed_answer_is_understood(language: FormLanguage) -> None:
    assert [read_answer(words) for words in scale(language).values()] == list(ANSWERS)


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("1", "like"), ("５", "dislike"), ("  理应如此。 ", "must"), ("I CAN LIVE WITH IT", "live"),
        ("It would not affect me", None), ("would not affect me", "neutral"), ("0", None), ("6", None),
        ("", None),
    ],
)  # fmt: skip
def test_words_numbers_and_what_is_neither(text: str, answer: str | None) -> None:
    assert read_answer(text) == answer


@pytest.mark.parametrize("language", ["zh", "en"])
def test_questions_name_their_feature_when_they_are_headings(language: FormLanguage) -> None:
    for pair in form(language).pairs:
        fields = {
            "functional": pair.functional,
            "dysfunctional": pair.dysfunctional,
            "importance": pair.importance,
        }
        for field, (text,) in fields.items():
            assert known_question(text) == (pair.name, field)
            assert known_question(f"12. {text}") == (pair.name, field)


def test_headings_of_tables() -> None:
    assert known_question("免费续杯 | 没有") == ("免费续杯", "dysfunctional")
    assert known_question("refill: importance") == ("refill", "importance")
    assert known_question("refill | respondent") is None
    assert known_question("what else would you like to say?") is None
    assert (known_field("答卷人"), known_field("Feature"), known_field("colour")) == (
        "respondent",
        "feature",
        None,
    )


def test_the_order_comes_from_the_seed_and_not_from_the_file() -> None:
    names = [pair.feature.id for pair in form("en").pairs]
    turned = make_questionnaire(FEATURES[::-1], language="en", seed=7)

    assert [pair.feature.id for pair in turned.pairs] == names
    assert sorted(names) == [feature.id for feature in FEATURES]
    orders = {tuple(pair.feature.id for pair in form("en", seed).pairs) for seed in range(20)}
    assert len(orders) == 20


def test_both_languages_stand_together_chinese_first() -> None:
    pair = next(pair for pair in form("both").pairs if pair.feature.id == "f2")

    assert pair.name == "功能2 / thing 2"
    assert pair.functional == ("如果有【功能2】，您觉得？", "If there is [thing 2], how do you feel?")
    assert len(pair.importance) == 2


def test_a_name_with_braces_or_signs_is_text() -> None:
    odd = Feature("x", "{name}{0}", "a.*b [c]")
    (pair,) = make_questionnaire([odd], language="en", seed=1).pairs

    assert known_question(pair.functional[0]) == ("a.*b [c]", "functional")
