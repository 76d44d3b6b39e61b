"""Which package may import which, and how."""

import ast
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.project.tree import PACKAGES, ROOT, python_files


def test_the_import_contracts_are_kept(tmp_path: Path) -> None:
    command = [
        sys.executable,
        "-c",
        "from importlinter.cli import lint_imports_command as c; c()",
        "--no-cache",
    ]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"}

    done = subprocess.run(
        command, check=False, cwd=ROOT, env=environment, capture_output=True, text=True, encoding="utf-8"
    )

    assert done.returncode == 0, done.stdout + done.stderr
    assert "5 kept, 0 broken" in done.stdout


@pytest.mark.parametrize(
    "path", python_files(*PACKAGES, "tests"), ids=lambda path: str(path.relative_to(ROOT))
)
def test_nobody_imports_a_bare_top_level_package(path: Path) -> None:
    """`crawler` is the name of an argument all over Scrapy, so `import crawler` would be shadowed."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    bare = [
        a.name for n in ast.walk(tree) if isinstance(n, ast.Import) for a in n.names if a.name in PACKAGES
    ]

    assert bare == []
