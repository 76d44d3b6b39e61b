"""Files and functions stay small enough to be read at one go."""

import ast
from pathlib import Path

import pytest

from tests.project.tree import PACKAGES, ROOT, python_files

MAX_FILE_LINES = 400
MAX_FUNCTION_LINES = 60

FILES = python_files(*PACKAGES)


def functions(path: Path) -> list[tuple[str, int]]:
    """Each function of a file with its number of lines, decorators not counted."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    found = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
    return [(node.name, (node.end_lineno or node.lineno) - node.lineno + 1) for node in found]


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_files_and_functions_stay_small(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= MAX_FILE_LINES
    assert [(name, size) for name, size in functions(path) if size > MAX_FUNCTION_LINES] == []


def test_the_measure_sees_a_long_function(tmp_path: Path) -> None:
    body = "\n".join(f"    x = {i}" for i in range(MAX_FUNCTION_LINES))
    path = tmp_path / "long.py"
    path.write_text(f"def long():\n{body}\n", encoding="utf-8")

    assert functions(path) == [("long", MAX_FUNCTION_LINES + 1)]
