"""`caifeng label`: lines in, the same lines with labels out."""

import json
from pathlib import Path

import pytest

from mining.records import PHASES, SLOT_NAMES, TYPES
from outputs.cli import run

LINES = [
    {"id": "a", "s": 0, "text": "每天早上赶地铁的时候顺路取一杯，结果等了二十分钟。", "note": "kept"},
    {"id": "a", "s": 1, "text": "希望能提前一天预约取餐时间。"},
    {"id": "b", "s": 0, "text": "The lid leaked all over my bag and nobody at the counter cared."},
]


def written(path: Path, text: str | bytes) -> str:
    path.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8"))
    return str(path)


def test_every_line_comes_back_in_order_with_its_labels(tmp_path: Path) -> None:
    given = "\ufeff" + "\n\n".join(json.dumps(line, ensure_ascii=False) for line in LINES)
    out = tmp_path / "out.jsonl"

    assert run(["label", written(tmp_path / "in.jsonl", given), "--out", str(out)]) == 0

    labelled = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    assert [{name: line[name] for name in old} for line, old in zip(labelled, LINES, strict=True)] == LINES
    for line in labelled:
        assert set(line["types"]) <= set(TYPES)
        assert set(line["type_scores"]) == set(TYPES)
        assert all(0 <= score <= 1 for score in line["type_scores"].values())
        assert line["phase"] in (*PHASES, "none")
        assert set(line["slots"]) <= set(SLOT_NAMES)
        for slot in line["slots"].values():
            assert line["text"][slot["start"] : slot["end"]] == slot["text"]
    assert "need" in labelled[1]["types"]
    assert "pain" in labelled[2]["types"]


@pytest.mark.parametrize(
    ("text", "code", "said"),
    [
        ('{"id": "a", "s": 0, "text": "fine"}\nnonsense\n', 1, "line 2: is not JSON"),
        ('\n{"id": "a", "s": 0}\n', 1, "line 2"),
        ("[1]\n", 1, "line 1: is not a JSON object"),
        (b'{"id": "a", "s": 0, "text": "\xc3\x28"}\n', 2, "is not UTF-8"),
    ],
)
def test_a_line_that_cannot_be_labelled_is_named(
    text: str | bytes, code: int, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["label", written(tmp_path / "in.jsonl", text)]) == code
    assert said in capsys.readouterr().err


def test_a_missing_file_is_a_wrong_call(tmp_path: Path) -> None:
    assert run(["label", str(tmp_path / "no.jsonl")]) == 2
