"""Languages by script, Latin by model, and a default that suits short reviews."""

import gzip
import json
import subprocess
import sys
from pathlib import Path

import pytest

from mining.language import detect, detect_clause, script


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("汤凉了", "zh"),
        ("湯涼了", "zh"),
        ("这台 iPhone 12 Pro Max 的 Face ID 坏了", "zh"),
        ("Love the jacket, 很好, would buy it for my aunt", "en"),
        ("ok", "en"),
        ("Wont let me instal it agian plz fix", "en"),
        ("Produit très décevant, je ne le recommande pas du tout", "fr"),
        ("Das Kabel ist viel zu kurz und der Akku nach zwei Wochen kaputt", "de"),
        ("La batería no dura nada y el servicio es pésimo", "es"),
        ("ケーブルが短すぎます", "ja"),
        ("배송이 너무 늦어요", "ko"),
        ("Провод слишком короткий", "ru"),
        ("这家店好好吃の", "zh"),
        ("😀👍🏽!!!", "und"),
        ("12345", "und"),
        ("", "und"),
    ],
)
def test_detect(text: str, expected: str) -> None:
    assert detect(text) == expected


def test_script_of_chinese() -> None:
    assert script("麵包很軟") == "Hant"
    assert script("面包很软") == "Hans"
    assert script("大小正好") is None
    assert script("bread") is None


def test_a_clause_that_says_too_little_follows_its_post() -> None:
    assert detect_clause("100%", "zh") == "zh"
    assert detect_clause("Super!", "fr") == "fr"
    assert detect_clause("Would buy again", "zh") == "en"
    assert detect_clause("汤凉了", "en") == "zh"


def test_importing_loads_no_model() -> None:
    code = "import sys, mining.language; sys.exit('lingua' in sys.modules or 'opencc' in sys.modules)"
    root = Path(__file__).resolve().parents[2]
    assert subprocess.run([sys.executable, "-c", code], cwd=root, check=False).returncode == 0


@pytest.mark.parametrize(("corpus", "language"), [("takeaway_zh", "zh"), ("clothing_en", "en")])
def test_corpora_are_known(shared_dir: Path, corpus: str, language: str) -> None:
    with gzip.open(shared_dir / "data" / f"{corpus}.jsonl.gz") as lines:
        texts = [json.loads(line)["text"] for line in lines][:900]
    found = [detect(text) for text in texts]
    assert found.count(language) >= 0.99 * len(found)
