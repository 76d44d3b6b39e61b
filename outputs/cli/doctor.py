"""`caifeng doctor`: what this machine has, and what to do about what it lacks."""

from dataclasses import asdict
from pathlib import Path

import click

from outputs.cli.common import json_option, put, put_json

MARKS = {"ok": "ok  ", "warn": "warn", "fail": "FAIL"}


@click.command()
@click.option(
    "--study", "folder", type=click.Path(path_type=Path), help="Also check this study's folder and key."
)
@json_option
@click.pass_context
def doctor(context: click.Context, folder: Path | None, as_json: bool) -> None:
    """Check that this machine has what caifeng needs.

    The exit code is 1 when something that is needed is missing; a warning does not count.

    \b
    caifeng doctor --study tea
    """
    from outputs.health import examine

    checks = examine(folder)
    if as_json:
        put_json([asdict(check) for check in checks])
    for check in [] if as_json else checks:
        put(f"{MARKS[check.verdict]}  {check.name:21} {check.found}")
        if check.advice:
            put(f"{'':29}{check.advice}")
    if any(check.verdict == "fail" for check in checks):
        context.exit(1)
