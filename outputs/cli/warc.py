"""`caifeng warc`: the kept pages as a web archive."""

from dataclasses import asdict
from pathlib import Path

import click

from outputs.cli.common import json_option, open_study, put, put_json, say, study_option


@click.command()
@click.argument("out", type=click.Path(dir_okay=False, path_type=Path))
@study_option
@click.option("--raw", is_flag=True, help="Raw pages too, with names and personal data.")
@click.option("--newest", is_flag=True, help="Only the last page of each address.")
@json_option
def warc(out: Path, folder: Path, raw: bool, newest: bool, as_json: bool) -> None:
    """Write the kept pages as a web archive (WARC).

    A manifest lies beside it. Pages are as they are kept: without names of authors and personal data.

    \b
    caifeng warc tea.warc.gz --study tea
    """
    from crawler.snapshots.warc import write_warc

    report = write_warc(open_study(folder), out, raw=raw, newest=newest)
    if as_json:
        put_json(asdict(report))
        return
    put(f"{report.records} pages in {out}, sha256 {report.sha256}")
    if report.raw:
        say(f"{report.raw} of them are raw: they name people. Keep this file as you would keep their names.")
    if report.missing:
        say(f"{report.missing} pages have no body any more and were left out.")
