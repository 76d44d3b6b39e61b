"""Writes docs/frames.ipynb from docs/frames.py: `python -m tests.project.notebook`.

The script is split at lines that begin with `# %%`; a cell that begins with `# %% [markdown]` is text. Code
cells are run, in a fictional study, and what their last expression gives is stored as their output.
"""

import ast
import json
import os
import tempfile
from pathlib import Path
from typing import Any

from tests.project.tree import ROOT

SCRIPT, NOTEBOOK = ROOT / "docs" / "frames.py", ROOT / "docs" / "frames.ipynb"


def cells(text: str) -> list[tuple[str, str]]:
    """(kind, source) of each cell."""
    found = []
    for part in text.split("# %%")[1:]:
        head, _, body = part.partition("\n")
        if "[markdown]" in head:
            lines = [line.removeprefix("#").removeprefix(" ") for line in body.strip().splitlines()]
            found.append(("markdown", "\n".join(lines)))
        else:
            found.append(("code", body.strip()))
    return found


def run(source: str, scope: dict[str, Any]) -> str | None:
    """Run a cell; the text of its last expression, or None."""
    tree = ast.parse(source)
    last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
    exec(compile(tree, "<cell>", "exec"), scope)
    if last is None:
        return None
    value = eval(compile(ast.Expression(last.value), "<cell>", "eval"), scope)
    return None if value is None else str(value)


def render(folder: Path) -> str:
    """The notebook, its code run in a study in `folder`."""
    from crawler.study import init_study
    from mining.decisions import record
    from tests.sample import fill_sample

    study = init_study(folder / "study", name="Lantern Laundry")
    with study.open() as store:
        record(store, "accept", fill_sample(store)[0].id, who="Mo")
    here = Path.cwd()
    os.chdir(folder)
    try:
        scope: dict[str, Any] = {}
        made = [
            _cell(number, kind, source, scope)
            for number, (kind, source) in enumerate(cells(SCRIPT.read_text("utf-8")))
        ]
    finally:
        os.chdir(here)
    book = {
        "cells": made,
        "metadata": {
            "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
            "language_info": {"name": "python"},
        },
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    return json.dumps(book, ensure_ascii=False, indent=1) + "\n"


def _cell(number: int, kind: str, source: str, scope: dict[str, Any]) -> dict[str, Any]:
    lines = source.splitlines(keepends=True)
    if kind == "markdown":
        return {"cell_type": kind, "id": f"c{number}", "metadata": {}, "source": lines}
    told = run(source, scope)
    outputs = [] if told is None else [
        {"output_type": "execute_result", "execution_count": None, "metadata": {},
         "data": {"text/plain": told.splitlines(keepends=True)}}
    ]  # fmt: skip
    return {
        "cell_type": kind, "id": f"c{number}", "metadata": {}, "execution_count": None, "source": lines,
        "outputs": outputs,
    }  # fmt: skip


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as passing:
        NOTEBOOK.write_text(render(Path(passing)), encoding="utf-8")
