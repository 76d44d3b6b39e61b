"""Progress shows found/expected on a terminal, and nothing anywhere else."""

import os
import subprocess
import sys

import pytest

from crawler.stages import silent
from outputs.cli.common import counts_line, progress, put_table
from tests.project.tree import ROOT

WORK = """
from outputs.cli.common import progress
with progress() as show:
    show("https://forum.example", 12, None)
    show("https://forum.example", 30, 40)
    show("rows", 40, 40)
"""


def test_without_a_terminal_nothing_is_shown(capsys: pytest.CaptureFixture[str]) -> None:
    with progress() as show:
        show("rows", 1, 2)

    assert show is silent
    assert capsys.readouterr() == ("", "")


@pytest.mark.skipif(os.name != "posix", reason="pseudo-terminals are those of POSIX")
def test_on_a_terminal_each_label_has_a_line_with_found_and_expected() -> None:
    ours, theirs = os.openpty()
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "TERM": "xterm", "COLUMNS": "100"}
    process = subprocess.Popen(
        [sys.executable, "-c", WORK], stdout=subprocess.PIPE, stderr=theirs, env=environment
    )
    os.close(theirs)
    shown = read_all(ours)
    out, _ = process.communicate(timeout=30)

    assert process.returncode == 0
    assert out == b""
    assert "30/40" in shown
    assert "https://forum.example" in shown
    assert "40/40" in shown


def read_all(handle: int) -> str:
    """Everything until the other side closes; Linux then says EIO, others say nothing."""
    parts = []
    try:
        while part := os.read(handle, 4096):
            parts.append(part)
    except OSError:
        pass
    os.close(handle)
    return b"".join(parts).decode("utf-8", "replace")


def test_columns_stand_under_each_other_also_in_chinese(capsys: pytest.CaptureFixture[str]) -> None:
    put_table(("名称", "n"), [("采风", 1), ("ab", None), ("a\nb", 3)])

    assert capsys.readouterr().out == "名称  n\n采风  1\nab\na b   3\n"


@pytest.mark.parametrize(
    ("counts", "line"), [({"new": 3, "same": 0}, "new 3"), ({}, "nothing"), ({"a": 1, "b": {"c": 2}}, "a 1")]
)
def test_counts_in_one_line(counts: dict[str, object], line: str) -> None:
    assert counts_line(counts) == line
