"""The command line: `main` runs a command and turns every failure into one clear message."""

import os
import sys
import traceback
from collections.abc import Sequence
from typing import NoReturn

import click

from crawler.errors import CaifengError
from outputs.cli.root import cli

OK = 0
FAILED = 1
USAGE = 2
INTERRUPTED = 130


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run the command line and leave the process with its exit code."""
    sys.exit(run(sys.argv[1:] if arguments is None else arguments))


def run(arguments: Sequence[str]) -> int:
    """Run one command and return its exit code: 0 fine, 1 a known failure, 2 usage, 130 interrupted.

    No traceback reaches the user unless `--debug` stands among the arguments.
    """
    debug = "--debug" in arguments
    words = [word for word in arguments if word != "--debug"]
    try:
        code = _invoke(words)
        sys.stdout.flush()
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except CaifengError as error:
        return _say(str(error), error.exit_code, debug)
    except (KeyboardInterrupt, click.Abort):
        return _say("interrupted; what was already saved is kept", INTERRUPTED, debug)
    except BrokenPipeError:
        return _stop_writing()
    except OSError as error:
        return _say(_of_system(error), FAILED, debug)
    except Exception as error:  # noqa: BLE001 - the last door before the user: anything unforeseen gets one line
        kind = type(error).__name__
        line = " ".join(str(error).split())
        return _say(f"unexpected error: {kind}: {line}\n  Try: the same again with --debug", FAILED, debug)
    return code


def _of_system(error: OSError) -> str:
    """What the operating system refused, in one line with what to do."""
    what = error.strerror or " ".join(str(error).split()) or type(error).__name__
    where = f"{error.filename}: " if error.filename else ""
    hint = "look at the rights of that file or folder" if isinstance(error, PermissionError) else (
        "the same again with --debug shows where"
    )
    return f"{where}{what[:1].lower() + what[1:]}\n  Try: {hint}"


def _invoke(words: list[str]) -> int:
    if "_CAIFENG_COMPLETE" in os.environ:
        cli.main(args=words, prog_name="caifeng")
    try:
        with cli.make_context("caifeng", words) as context:
            cli.invoke(context)
    except click.exceptions.Exit as leaving:
        return leaving.exit_code
    return OK


def _say(message: str, code: int, debug: bool) -> int:
    if debug:
        traceback.print_exc()
    click.echo(f"caifeng: {message}", err=True)
    return code


def _stop_writing() -> int:
    """The reader of our output went away (`caifeng … | head`): stop quietly."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return OK
