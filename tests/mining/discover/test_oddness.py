"""Words out of the ordinary, and the shelf of situations that are told in them."""

import numpy as np
import pytest

from mining.discover.corpus import Corpus
from mining.discover.former import Former
from mining.discover.innovated import MIN_ODD_SCORE, PAIRS, SHELF, of_words, unusual_groups
from mining.discover.oddness import FEW, distance, log_frequency, odd_words
from tests.mining.discover.making import cloud, make_corpus, make_item

COMMON = "We wash the towels on Sunday morning before the machine gets busy"
DOG = "My dog sleeps beside the machine while the church next door has its service"
NOUNS = """
teacher doctor church bridge river forest winter soldier horse garden castle engine kitchen village island
mountain school bottle window camera letter museum market tunnel ladder candle hammer basket jacket helmet
"""
MANY = 1_000  # people who say one thing


def study(*stories: str, score: float = 0.9, common: int = MANY) -> Corpus:
    """Many who say one thing, and stories of which each is told once and lies far from all else."""
    keys = ("who:child", "activity:wash")
    items = [make_item(at, COMMON, keys=keys) for at in range(common)]
    items += [make_item(common + at, text, keys=keys, score=score) for at, text in enumerate(stories)]
    far = [cloud(1 + at % 30, 1) for at in range(len(stories))]
    return make_corpus("scenario", items, np.vstack([cloud(0, common), *far]))


def test_common_words_of_the_language_are_odd_where_nobody_else_uses_them() -> None:
    words = odd_words(study(DOG).items)

    assert {"church", "service"} <= set(words[-1])
    assert words[0] == {}


def test_a_word_that_more_people_use_is_odd_no_longer() -> None:
    assert odd_words(study(*[DOG] * FEW).items)[-1]
    assert odd_words(study(*[DOG] * (FEW + 1)).items)[-1] == {}


def test_chinese_names_and_little_words_are_not_odd() -> None:
    texts = ["每周日早上我们都来洗毛巾"] * MANY + ["医生突然带着毛巾去了北京的医院"]
    [*_, last] = odd_words([make_item(at, text) for at, text in enumerate(texts)])

    assert {"医生", "医院"} <= set(last)
    assert not {"北京", "突然"} & set(last)


def test_frequency_is_that_of_the_language() -> None:
    for common, rare in (("music", "classroom"), ("医院", "输液")):
        more, less = log_frequency(common), log_frequency(rare)
        assert more is not None
        assert less is not None
        assert -16 < less < more < -7
    assert log_frequency("qzxwvk") is None
    assert log_frequency("㐀㐀") is None


def test_distance_is_small_among_many_alike_and_large_alone() -> None:
    corpus = study(DOG)
    near, far = distance(corpus.vectors, [0, MANY])
    assert near < 0.5 < far


def test_a_story_in_odd_words_is_on_the_shelf_with_its_words() -> None:
    [one] = [one for one in unusual_groups(study(DOG), []) if one.oddness]

    assert one.group.rows.tolist() == [MANY]
    [(signature, _)] = one.group.signatures
    assert of_words(signature)
    assert one.surprise == pytest.approx(2 * np.log2(MANY + 2), abs=0.01)


@pytest.mark.parametrize(
    ("story", "score"),
    [
        (DOG, MIN_ODD_SCORE - 0.01),
        ("It has a church, a bridge, a river, a forest, a garden and a castle", 0.9),
        ("church", 0.9),
        ("and my dog sleeps beside the church while the service goes on", 0.9),
        ("A bridge to the church", 0.9),
    ],
)
def test_what_is_no_sure_situation_is_not(story: str, score: float) -> None:
    assert not any(one.oddness for one in unusual_groups(study(story, score=score), []))


def test_odd_stories_take_no_more_than_their_part_of_the_shelf_and_stand_first() -> None:
    nouns = NOUNS.split()
    stories = [
        f"Somebody saw a {one} right behind a {other} while waiting for towels"
        for one, other in zip(nouns[::2], nouns[1::2], strict=True)
    ]
    found = unusual_groups(study(*stories), [])
    odd = [one.oddness for one in found if one.oddness]

    assert len(odd) == SHELF - PAIRS < len(stories)
    assert odd == sorted(odd, reverse=True)
    assert [bool(one.oddness) for one in found] == sorted((bool(one.oddness) for one in found), reverse=True)


def test_what_was_on_the_shelf_stays_with_its_words() -> None:
    corpus = study(DOG, "The teacher forgot the castle key beside the machine after school")
    [first, second] = [one for one in unusual_groups(corpus, []) if one.oddness]
    former = [Former((one.group.signatures[0][0],), one.group.rows) for one in (first, second)]

    again = [one for one in unusual_groups(corpus, [], former) if one.oddness]

    assert [one.group.signatures for one in again] == [first.group.signatures, second.group.signatures]
