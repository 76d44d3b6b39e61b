"""Reading labels for training: neighbours, whole posts, and the held-back posts."""

import json
from pathlib import Path

import pytest

from crawler.errors import MiningProblem
from mining.typing import gold


def line(post: str, number: int, text: str, **more: str) -> str:
    return json.dumps(
        {"id": post, "s": number, "lang": "en", "text": text, "types": ["pain"], "phase": "service", **more}
    )


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "held_back.txt").write_text("secret\n", encoding="utf-8")
    (tmp_path / "train.jsonl").write_text(
        "\n".join([line("a", 0, "Lid broke."), line("a", 1, "Straw too."), line("b", 0, "Slow.")]),
        encoding="utf-8",
    )
    (tmp_path / "train_singles.jsonl").write_text(
        "\n".join([line("c", 4, "Late again.", prev="I wait.", next="Never."), line("a", 9, "Cold.")]),
        encoding="utf-8",
    )
    (tmp_path / "dev.jsonl").write_text(line("d", 0, "Sweet."), encoding="utf-8")
    return tmp_path


def test_neighbours_are_of_the_same_post_or_as_given(folder: Path) -> None:
    found = [(one.text, one.before, one.after) for one in gold.read_gold(folder)]

    assert found[:4] == [
        ("Lid broke.", "", "Straw too."), ("Straw too.", "Lid broke.", ""), ("Slow.", "", ""),
        ("Late again.", "I wait.", "Never."),
    ]  # fmt: skip


def test_a_held_back_post_is_refused(folder: Path) -> None:
    (folder / "dev.jsonl").write_text(line("secret", 0, "Sweet."), encoding="utf-8")

    with pytest.raises(MiningProblem, match="held back"):
        gold.read_gold(folder)


def test_no_post_is_on_both_sides(folder: Path) -> None:
    examples = gold.read_gold(folder)
    fold = gold.folds(examples, 3)
    assert [number == -1 for number in fold] == [
        one.file == gold.SINGLES or one.file in gold.OWN for one in examples
    ]
    assert fold[0] == fold[1]
    for number in range(3):
        rows = gold.training_rows(examples, fold == number)
        tested = {one.post for one, f in zip(examples, fold, strict=True) if f == number}
        assert not tested & {examples[row].post for row in rows}
