"""The command line answers at once, and the light commands load nothing heavy."""

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from outputs.cli.root import ENTRIES
from tests.project.tree import ROOT

HEAVY = {
    "scrapy", "twisted", "playwright", "torch", "sentence_transformers", "bertopic", "transformers",
    "sklearn", "scipy", "numpy", "pandas", "jieba", "opencc", "lingua", "sqlite_utils", "pydantic",
    "starlette", "uvicorn", "jinja2", "openpyxl", "rich",
}  # fmt: skip
LANGUAGE_LIBRARIES = {"torch", "sentence_transformers", "bertopic", "transformers", "umap", "evoc", "hdbscan"}
HELP_SECONDS = 0.5

PROBE = """
import json, sys
from outputs.cli import run
code = run(sys.argv[1:])
print("\\n" + json.dumps({"code": code, "modules": sorted({name.split(".")[0] for name in sys.modules})}))
"""


def loaded_by(*arguments: str, home: Path) -> set[str]:
    """Top-level modules that one command loads, in a process of its own."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "CAIFENG_HOME": str(home)}
    done = subprocess.run(
        [sys.executable, "-c", PROBE, *arguments], capture_output=True, text=True, env=environment, check=True
    )
    result = json.loads(done.stdout.splitlines()[-1])
    assert result["code"] == 0, done.stdout + done.stderr
    return set(result["modules"])


def test_help_loads_nothing_heavy(tmp_path: Path) -> None:
    modules = loaded_by("--help", home=tmp_path)

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


@pytest.mark.parametrize("name", [name for name in ENTRIES if name != "taxonomy"])
def test_help_of_each_command_loads_no_language_library(name: str, tmp_path: Path) -> None:
    modules = loaded_by(name, "--help", home=tmp_path)

    assert modules & (LANGUAGE_LIBRARIES | {"scrapy", "twisted"}) == set()


def test_work_on_the_store_loads_no_language_library_and_no_scrapy(tmp_path: Path) -> None:
    study = str(tmp_path / "study")
    loaded_by("init", study, home=tmp_path)

    for command in (("status", "--study", study), ("search", "tea", "--study", study), ("taxonomy", "list")):
        modules = loaded_by(*command, home=tmp_path)
        assert modules & (LANGUAGE_LIBRARIES | {"scrapy", "twisted"}) == set(), command
