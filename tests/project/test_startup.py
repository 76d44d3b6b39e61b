"""The command line answers at once, and the light commands load nothing heavy."""

import json
import os
import subprocess
import sys
import time
from pathlib import Path

from outputs.cli.root import ENTRIES
from tests.project.tree import ROOT

HEAVY = {
    "scrapy", "twisted", "playwright", "torch", "sentence_transformers", "bertopic", "transformers",
    "sklearn", "scipy", "numpy", "pandas", "jieba", "opencc", "lingua", "sqlite_utils", "pydantic",
    "starlette", "uvicorn", "jinja2", "openpyxl", "rich",
}  # fmt: skip
NEVER_FOR_LIGHT_WORK = {
    "torch", "sentence_transformers", "bertopic", "transformers", "umap", "evoc", "hdbscan",
    "scrapy", "twisted",
}  # fmt: skip
HELP_SECONDS = 0.5

PROBE = """
import json, sys
from outputs.cli import run
codes = [run(command.split("\\t")) for command in sys.argv[1:]]
print("\\n" + json.dumps({"codes": codes, "modules": sorted({name.split(".")[0] for name in sys.modules})}))
"""


def loaded_by(*commands: tuple[str, ...], home: Path) -> set[str]:
    """Top-level modules that commands load, one after the other in a process of their own."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "CAIFENG_HOME": str(home)}
    done = subprocess.run(
        [sys.executable, "-c", PROBE, *("\t".join(command) for command in commands)],
        capture_output=True, text=True, env=environment, check=True,
    )  # fmt: skip
    result = json.loads(done.stdout.splitlines()[-1])
    assert set(result["codes"]) == {0}, done.stdout + done.stderr
    return set(result["modules"])


def test_help_loads_nothing_heavy(tmp_path: Path) -> None:
    modules = loaded_by(("--help",), home=tmp_path)

    assert modules & HEAVY == set()
    assert "click" in modules


def test_help_answers_within_half_a_second() -> None:
    """The best of five, because other work on the machine is not the command's fault."""
    command = [sys.executable, "-m", "outputs.cli", "--help"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    seconds = []
    for _ in range(5):
        began = time.perf_counter()
        subprocess.run(command, capture_output=True, check=True, env=environment)
        seconds.append(time.perf_counter() - began)

    assert min(seconds) < HELP_SECONDS


def test_help_of_no_command_loads_a_language_library_or_scrapy(tmp_path: Path) -> None:
    modules = loaded_by(*((name, "--help") for name in ENTRIES), home=tmp_path)

    assert modules & NEVER_FOR_LIGHT_WORK == set()


def test_work_on_the_store_loads_no_language_library_and_no_scrapy(tmp_path: Path) -> None:
    study = str(tmp_path / "study")
    commands = (
        ("init", study), ("status", "--study", study), ("search", "tea", "--study", study),
        ("taxonomy", "list"),
        ("export", "--study", study, "--out", str(tmp_path / "out.json")),
    )  # fmt: skip

    assert loaded_by(*commands, home=tmp_path) & NEVER_FOR_LIGHT_WORK == set()
