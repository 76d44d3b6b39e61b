"""What the command line does with whatever goes wrong."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import click
import pytest

from crawler.errors import CrawlProblem
from outputs.cli import run
from outputs.cli.lazy import Entry, LazyGroup
from outputs.cli.root import cli
from tests.project.tree import ROOT


@pytest.fixture
def failing(monkeypatch: pytest.MonkeyPatch) -> list[BaseException]:
    """A command `fail` beside the real ones; it raises what the test puts in the list."""
    errors: list[BaseException] = []

    @click.command()
    def fail() -> None:
        raise errors[0]

    real = cli.get_command
    monkeypatch.setattr(cli, "get_command", lambda ctx, name: fail if name == "fail" else real(ctx, name))
    return errors


def test_a_known_failure_says_what_where_and_what_to_do(
    failing: list[BaseException], capsys: pytest.CaptureFixture[str]
) -> None:
    failing.append(CrawlProblem("the site does not answer", where="example.org", hint="try tomorrow"))

    assert run(["fail"]) == 1
    assert capsys.readouterr().err == "caifeng: example.org: the site does not answer\n  Try: try tomorrow\n"


def test_an_unforeseen_failure_is_one_line_without_a_traceback(
    failing: list[BaseException], capsys: pytest.CaptureFixture[str]
) -> None:
    failing.append(ZeroDivisionError("division\nby zero"))

    assert run(["fail"]) == 1
    said = capsys.readouterr().err
    assert said.startswith("caifeng: unexpected error: ZeroDivisionError: division by zero\n")
    assert "--debug" in said
    assert "Traceback" not in said


def test_debug_adds_the_traceback(failing: list[BaseException], capsys: pytest.CaptureFixture[str]) -> None:
    failing.append(ZeroDivisionError("division by zero"))

    assert run(["fail", "--debug"]) == 1
    assert "Traceback" in capsys.readouterr().err


def test_an_interruption_ends_with_130(
    failing: list[BaseException], capsys: pytest.CaptureFixture[str]
) -> None:
    failing.append(KeyboardInterrupt())

    assert run(["fail"]) == 130
    assert "interrupted" in capsys.readouterr().err


@pytest.mark.parametrize(
    "arguments", [["nonsense"], ["status"], ["init"], ["decide", "f1", "praise", "--study", "x"]]
)
def test_a_wrong_call_ends_with_2(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert run(arguments) == 2
    assert "Error: " in capsys.readouterr().err


def test_a_mistyped_command_is_answered_with_the_nearest(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["statsu"]) == 2
    assert "status" in capsys.readouterr().err


def test_without_arguments_the_help_is_shown(capsys: pytest.CaptureFixture[str]) -> None:
    code = run([])

    shown = capsys.readouterr()
    assert code == 2
    assert "Commands:" in shown.out + shown.err


def test_version(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--version"]) == 0
    assert capsys.readouterr().out.startswith("caifeng ")


def test_a_folder_that_is_no_study(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["status", "--study", str(tmp_path)]) == 1
    said = capsys.readouterr().err
    assert str(tmp_path) in said
    assert "caifeng init" in said


def test_an_entry_that_is_no_command_is_refused() -> None:
    group = LazyGroup(entries={"x": Entry("outputs.cli.root:ENTRIES", "x")}, name="g", help="g")

    with pytest.raises(TypeError, match="no click command"):
        group.get_command(click.Context(group), "x")


def test_a_reader_that_goes_away_is_no_error(tmp_path: Path) -> None:
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"}
    command = [sys.executable, "-m", "outputs.cli", "doctor"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment)
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.close()

    said = process.stderr.read().decode()

    assert process.wait(30) == 0
    assert said == ""
    process.stderr.close()


@pytest.mark.skipif(sys.platform == "win32", reason="signals are those of POSIX")
def test_ctrl_c_ends_with_130_and_no_traceback(tmp_path: Path) -> None:
    """`label` waits for lines on stdin; the signal reaches it there."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    # a suite that runs in the background hands down an ignored SIGINT; a terminal does not
    probe = (
        "import signal; signal.signal(signal.SIGINT, signal.default_int_handler);"
        " from outputs.cli import main; print('ready', flush=True); main()"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", probe, "label"],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment,
    )  # fmt: skip
    assert process.stdout is not None
    assert process.stdout.readline() == b"ready\n"
    time.sleep(1.0)
    process.send_signal(signal.SIGINT)

    _, said = process.communicate(timeout=30)

    assert process.returncode == 130
    assert b"Traceback" not in said
