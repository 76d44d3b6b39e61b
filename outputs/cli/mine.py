"""`caifeng mine`: posts in, findings out."""

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from outputs.cli.common import (
    counts_line,
    json_option,
    open_study,
    progress,
    put,
    put_json,
    say,
    study_option,
)

if TYPE_CHECKING:
    from crawler.stages import StageResult


@click.command()
@study_option
@click.option("--force", is_flag=True, help="Run every stage, also where nothing changed.")
@click.option("--dry-run", is_flag=True, help="Say which stages would run, and run none.")
@json_option
def mine(folder: Path, force: bool, dry_run: bool, as_json: bool) -> None:
    """Find scenarios, pain points and unmet needs in the posts.

    Stages whose input did not change are skipped. Decisions hold, and findings keep their ids.

    \b
    caifeng mine --study tea
    """
    from mining.pipeline import mine as run_mine

    if force and dry_run:
        raise click.UsageError("--force runs everything, --dry-run nothing: give one of them")
    study = open_study(folder)
    with progress() as show:
        results = run_mine(study, force=force, dry_run=dry_run, progress=show)
    if as_json:
        put_json([asdict(result) for result in results])
        return
    for result in results:
        put(stage_line(result))
    if all(result.status == "fresh" for result in results):
        say("Nothing changed since the last run.")
    elif not dry_run:
        say(f"Next: caifeng export --study {folder} --format html --out report.html")


def stage_line(result: "StageResult") -> str:
    """One stage in one line: its name, and what it did."""
    words = {"fresh": "nothing changed", "would run": "would run"}
    return f"{result.stage:9} {words.get(result.status) or counts_line(result.counts)}"
