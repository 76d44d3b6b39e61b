"""`caifeng export`: the report, or the data behind it, as a file."""

import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import click

from outputs.cli.common import json_option, open_study, put_json, say, study_option
from outputs.exports.registry import FORMATS

if TYPE_CHECKING:
    from outputs.exports.options import ExportResult
    from outputs.text import Language

STDOUT = "-"


@click.command(epilog="Formats: " + "; ".join(f"{name}: {entry.title}" for name, entry in FORMATS.items()))
@study_option
@click.option(
    "--format", "name", type=click.Choice(tuple(FORMATS)), help="If not given, the ending of FILE says it."
)
@click.option("--out", required=True, metavar="FILE", help="File to write; - for stdout (one file only).")
@click.option(
    "--lang", type=click.Choice(("zh", "en")), help="Language of headings; the study's first if not given."
)
@click.option("--kind", "kinds", multiple=True, help="Only scenario, pain or need; may be given again.")
@click.option(
    "--status", "statuses", multiple=True, help="Only accepted, new, parked, …; may be given again."
)
@json_option
def export(
    folder: Path,
    name: str | None,
    out: str,
    lang: str | None,
    kinds: tuple[str, ...],
    statuses: tuple[str, ...],
    as_json: bool,
) -> None:
    """Write the report, or the data behind it.

    Every export says from which runs it comes, and what people decided shows in it.

    \b
    caifeng export --study tea --format html --lang zh --out report.html
    caifeng export --study tea --format json --out - | jq .findings[0]
    """
    from outputs.exports import ExportOptions
    from outputs.exports import export as write

    language: Language | None = "zh" if lang == "zh" else "en" if lang == "en" else None
    options = ExportOptions(language=language, kinds=kinds, statuses=statuses)
    chosen = name or _format_of(out)
    study = open_study(folder)
    with study.open() as store, tempfile.TemporaryDirectory() as passing:
        path = Path(passing) / f"export{FORMATS[chosen].extension}" if out == STDOUT else Path(out)
        result = write(study, store, chosen, path, options)
        if out == STDOUT:
            _pass_on(result)
            return
    if as_json:
        put_json({"files": [str(file) for file in result.files], "manifest": dict(result.manifest)})
    else:
        say("Written: " + ", ".join(str(file) for file in result.files))


def _format_of(out: str) -> str:
    """The format whose ending the file has. Raises click.UsageError when there is none."""
    ending = Path(out).suffix.lower()
    found = next((name for name, entry in FORMATS.items() if entry.extension == ending), None)
    if found is None:
        raise click.UsageError(f"{out} does not say which format: give --format ({', '.join(FORMATS)})")
    return found


def _pass_on(result: "ExportResult") -> None:
    if len(result.files) > 1:
        names = ", ".join(file.name for file in result.files)
        raise click.UsageError(f"this format is several files ({names}): give --out a file name")
    sys.stdout.buffer.write(result.files[0].read_bytes())
