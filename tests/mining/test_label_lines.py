"""`caifeng label`'s lines: context, order, fields, and lines that cannot be read."""

import json
from typing import Any

import pytest

from crawler.errors import ImportProblem
from mining.label import Labeller, Sentence
from mining.label_lines import label_lines, label_text

POST = [
    {"id": "a", "s": 0, "text": "The app crashed again.", "note": "kept"},
    {"id": "a", "s": 1, "text": "And it happened twice."},
    {"id": 7, "s": 0, "text": "周末和同事聚餐的时候点的，很好喝"},
    {"id": "c", "s": 4, "text": "And it happened twice.", "prev": "Great tea!", "next": ""},
]


def test_each_line_comes_back_in_order_with_its_labels() -> None:
    found = list(label_lines(POST))

    assert [(line["id"], line["s"], line["text"]) for line in found] == [
        (line["id"], line["s"], line["text"]) for line in POST
    ]
    assert found[0]["note"] == "kept"
    assert found[0]["types"] == ["pain"]
    assert set(found[2]["types"]) >= {"scenario", "praise"}
    for line in found:
        assert set(line["type_scores"]) == {"scenario", "pain", "need", "praise"}
        for slot in line["slots"].values():
            assert line["text"][slot["start"] : slot["end"]] == slot["text"]


def test_lines_of_a_post_are_context_unless_given() -> None:
    labeller = Labeller.load()
    _, second, _, given = label_lines(POST)

    assert second["type_scores"] == dict(
        labeller.label([Sentence(POST[1]["text"], POST[0]["text"], "", "en")])[0].scores  # type: ignore[arg-type]
    )
    assert given["type_scores"] == dict(
        labeller.label([Sentence(POST[3]["text"], "Great tea!", "", "en")])[0].scores  # type: ignore[arg-type]
    )
    assert second["type_scores"] != given["type_scores"]


def test_json_text_goes_the_same_way_and_empty_lines_are_passed_over() -> None:
    lines = [json.dumps(line) for line in POST]

    assert [json.loads(line) for line in label_text([lines[0], "", *lines[1:]])] == list(label_lines(POST))


def test_half_a_character_comes_back_as_it_came() -> None:
    line = {"id": "a", "s": 0, "text": "周末带孩子去公园\ud83d喝的，好喝"}
    (out,) = label_text([json.dumps(line)])

    assert out.encode("utf-8")
    assert json.loads(out)["text"] == line["text"]


def test_more_lines_than_a_batch_keep_their_order() -> None:
    lines = [{"id": f"p{n // 3}", "s": n % 3, "text": f"Cup {n} leaks."} for n in range(700)]

    assert [line["text"] for line in label_lines(lines)] == [line["text"] for line in lines]


@pytest.mark.parametrize(
    ("bad", "what"),
    [
        ("{", "not JSON"),
        ("[1]", "not a JSON object"),
        ('{"s": 0, "text": "x"}', '"id"'),
        ('{"id": "a", "text": "x"}', '"s"'),
        ('{"id": "a", "s": 0}', '"text"'),
        ('{"id": "a", "s": 0, "text": 5}', '"text"'),
        ('{"id": "a", "s": 0, "text": "x", "prev": null}', '"prev"'),
        ("[" * 100_000, "not JSON"),
    ],
)
def test_a_bad_line_is_named_by_its_number(bad: str, what: str) -> None:
    lines = [json.dumps(POST[0]), "", bad]

    with pytest.raises(ImportProblem, match=what) as caught:
        list(label_text(lines))
    assert caught.value.where == "line 3"


def test_a_bad_dict_is_named_by_its_place() -> None:
    bad: dict[str, Any] = {"id": "a", "s": 0}

    with pytest.raises(ImportProblem) as caught:
        list(label_lines([POST[0], bad]))
    assert caught.value.where == "line 2"
