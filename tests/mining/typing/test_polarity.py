"""The polarity score: verdicts, posts that are left out, and that it learns from reviews."""

import gzip
import hashlib
import json
from pathlib import Path

import pytest

from crawler.errors import MiningProblem
from mining.typing.features import text_features
from mining.typing.polarity import FILES, Weak, read_reviews, train_polarity, verdict


@pytest.fixture
def reviews(tmp_path: Path) -> Path:
    for name in FILES:
        lines = [{"text": f"{name}: the lid broke. Never again.", "star": 1}, {"text": "Fine.", "star": 3}]
        with gzip.open(tmp_path / name, "wt", encoding="utf-8") as out:
            out.writelines(json.dumps(line) + "\n" for line in lines)
    return tmp_path


@pytest.mark.parametrize(
    ("review", "good"),
    [({"label": 1}, True), ({"label": 0, "star": 5}, False), ({"star": 4.0}, True), ({"star": 2}, False)],
)
def test_a_verdict_is_the_label_or_the_stars(review: dict[str, float], good: bool) -> None:
    assert verdict(review) is good


def test_the_middle_and_the_unrated_have_none() -> None:
    assert verdict({"star": 3}) is None
    assert verdict({}) is None


def test_labelled_posts_are_left_out(reviews: Path) -> None:
    known = hashlib.sha1(f"{FILES[0]}: the lid broke. Never again.".encode()).hexdigest()[:16]

    assert {one.file for one in read_reviews(reviews, without=[])} == set(FILES)
    assert {one.file for one in read_reviews(reviews, without=[known])} == set(FILES[1:])


def test_a_missing_file_is_named(reviews: Path) -> None:
    (reviews / FILES[2]).unlink()

    with pytest.raises(MiningProblem, match="not here") as caught:
        read_reviews(reviews, without=[])
    assert FILES[2] in str(caught.value.where)


def test_it_learns_which_words_go_with_which_verdict() -> None:
    good = ["sweet and lovely", "好喝又好看", "lovely cup", "好喝"]
    bad = ["leaky and grim", "难喝还漏", "grim cup", "难喝"]
    weights = train_polarity([Weak(text, text in good, "a") for text in (good + bad) * 5])
    scores = (
        text_features(["a lovely day", "a grim day"]).sparse @ weights["polarity.weight"]
        + weights["polarity.bias"]
    )

    assert scores[0] > 0 > scores[1]
