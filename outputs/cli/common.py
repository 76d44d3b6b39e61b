"""What the commands share: the --study and --json options, and where words and data go.

Data goes to stdout, everything that is said to a person to stderr, progress to stderr only where
that is a terminal.
"""

import json
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from crawler.stages import Progress
    from crawler.study import Study

Command = TypeVar("Command", bound=Callable[..., Any])


def study_option(function: Command) -> Command:
    """`--study DIR`, handed over as a path; open it with `open_study`."""
    return click.option(
        "--study",
        "folder",
        type=click.Path(path_type=Path),
        required=True,
        envvar="CAIFENG_STUDY",
        help="Folder of the study (or set CAIFENG_STUDY).",
    )(function)


def json_option(function: Command) -> Command:
    """`--json`, handed over as `as_json`."""
    return click.option("--json", "as_json", is_flag=True, help="Print the result as JSON on stdout.")(
        function
    )


def open_study(folder: Path, *, gathering: bool = False) -> "Study":
    """The study in a folder. Raises StudyProblem or ConfigProblem.

    Only a command that is `gathering` posts may begin without study.db: to all others an empty one
    made on the spot would hide that it was lost.
    """
    from crawler.errors import StudyProblem
    from crawler.study import load_study

    study = load_study(folder)
    if not gathering and not study.database.exists():
        raise StudyProblem(
            "there is no study.db here",
            where=str(folder),
            hint=f"put it back from a copy, or gather anew: caifeng crawl --study {folder}",
        )
    return study


def say(message: str = "") -> None:
    """Tell the person something."""
    click.echo(message, err=True)


def put(line: str = "") -> None:
    """Write one line of the result."""
    click.echo(line)


def put_json(value: Any) -> None:
    """Write the result as JSON."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=2, default=_plain))


def _plain(value: Any) -> Any:
    if isinstance(value, set | frozenset):
        return sorted(value)
    if isinstance(value, Path):
        return str(value)
    raise TypeError(f"{type(value).__name__} has no form in JSON")


def put_table(headings: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    """Write rows in aligned columns; Chinese characters count as two."""
    from rich.cells import cell_len

    lines = [list(headings), *([_cell(value) for value in row] for row in rows)]
    widths = [max(cell_len(line[i]) for line in lines) for i in range(len(headings))]
    for line in lines:
        padded = [cell + " " * (width - cell_len(cell)) for cell, width in zip(line, widths, strict=True)]
        put("  ".join(padded).rstrip())


def _cell(value: Any) -> str:
    return "" if value is None else " ".join(str(value).split())


def counts_line(counts: Mapping[str, Any]) -> str:
    """Counts in one line: "new 12, changed 1"; what is zero or nested is left out."""
    shown = [f"{key} {value}" for key, value in counts.items() if isinstance(value, int | float) and value]
    return ", ".join(shown) or "nothing"


@contextmanager
def progress() -> Iterator["Progress"]:
    """A progress sink: bars with done/expected on a terminal, nothing elsewhere."""
    if not sys.stderr.isatty():
        from crawler.stages import silent

        yield silent
        return
    from outputs.cli.bars import bars

    with bars() as show:
        yield show
