"""Progress on a terminal: one line per job, found/expected."""

from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TaskID, TextColumn, TimeElapsedColumn

from crawler.stages import Progress as Show


@contextmanager
def bars() -> Iterator[Show]:
    """Bars on stderr; each label has its own, which stays when it is full."""
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(bar_width=24),
        TextColumn("{task.completed:.0f}/{task.fields[expected]}"),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=Console(stderr=True)) as shown:
        tasks: dict[str, TaskID] = {}

        def show(label: str, done: int, total: int | None) -> None:
            if label not in tasks:
                tasks[label] = shown.add_task(label, total=total, expected="?")
            expected = "?" if total is None else str(total)
            shown.update(tasks[label], completed=done, total=total, expected=expected)

        yield show
