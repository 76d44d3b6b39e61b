"""`caifeng reparse`: read the kept pages again with today's parsers."""

from dataclasses import asdict
from pathlib import Path

import click

from outputs.cli.common import counts_line, json_option, open_study, progress, put, put_json, study_option


@click.command()
@study_option
@click.option("--source", "only", help="Only pages of this source.")
@click.option("--dry-run", is_flag=True, help="Say what would change, and change nothing.")
@json_option
def reparse(folder: Path, only: str | None, dry_run: bool, as_json: bool) -> None:
    """Read the kept pages again with today's parsers.

    No network is needed. Posts that a parser reads differently get a new version, which says by which
    parser and from which page; old versions stay. Posts that an earlier parser found and today's does not
    are counted as lost and stay.

    \b
    caifeng reparse --study tea --dry-run
    caifeng reparse --study tea --source discourse
    """
    from crawler.reparse import reparse as read_again
    from spiders.rereading import reread, versions

    study = open_study(folder)
    with progress() as show:
        report = read_again(study, reread, versions(), only=only, dry_run=dry_run, progress=show)
    if as_json:
        put_json({**asdict(report), "counts": dict(report.counts)})
        return
    failed = f", {report.failed} could not be read" if report.failed else ""
    missing = f", {report.missing} are gone" if report.missing else ""
    put(f"{report.pages} pages{failed}{missing}: {counts_line({**report.counts, 'lost': len(report.lost)})}")
