"""`caifeng export`: the report, the data behind it, or the workshop pack."""

import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from outputs.cli.common import json_option, open_study, put_json, say, study_option
from outputs.cli.packing import make_pack
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
@click.option("--out", metavar="FILE", help="File to write; - for stdout (one file only).")
@click.option(
    "--pack",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="Make the workshop pack in this folder instead.",
)
@click.option(
    "--lang",
    "--language",
    type=click.Choice(("zh", "en", "both")),
    help="Language; the study's first if not given. `both` for a pack only.",
)
@click.option("--kind", "kinds", multiple=True, help="Only scenario, pain or need; may be given again.")
@click.option(
    "--status", "statuses", multiple=True, help="Only accepted, new, parked, …; may be given again."
)
@click.option("--brand", help="With --pack: the brand's name; the study's if not given.")
@click.option(
    "--cards",
    type=click.IntRange(1, 200),
    default=40,
    show_default=True,
    help="With --pack: scenario cards at the most.",
)
@click.option("--link", metavar="URL", help="With --pack: where QR codes lead, before /finding/ID.")
@click.option("--licence", help="With --pack: the licence note on every page.")
@click.option(
    "--translations",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="With --pack: translated quotes, a table with clause_id, text, by.",
)
@json_option
def export(
    folder: Path,
    name: str | None,
    out: str | None,
    pack: Path | None,
    lang: str | None,
    kinds: tuple[str, ...],
    statuses: tuple[str, ...],
    as_json: bool,
    **wishes: Any,
) -> None:
    """Write the report, the data behind it, or the workshop pack.

    Every export says from which runs it comes, and what people decided shows in it. A pack is a folder
    with everything for a workshop of three hours, and pack.zip with the same: accepted findings, filled up
    with unreviewed ones, which carry a watermark (--status accepted leaves those out).

    \b
    caifeng export --study tea --format html --lang zh --out report.html
    caifeng export --study tea --format json --out - | jq .findings[0]
    caifeng export --study tea --pack workshop --language both --brand "Lantern Tea"
    """
    if (out is None) == (pack is None):
        raise click.UsageError("give one of: --out FILE, --pack DIR")
    if pack is not None:
        if name is not None or kinds:
            raise click.UsageError("--format and --kind are for --out; a pack holds every kind")
        make_pack(folder, pack, as_json, language=lang, statuses=statuses or None, **wishes)
        return
    assert out is not None
    if lang == "both":
        raise click.UsageError("`both` is for --pack; an export speaks one language")
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
    name = Path(out).name.lower()
    endings = sorted(FORMATS.values(), key=lambda entry: -len(entry.extension))  # .4cat.csv before .csv
    found = next((entry.name for entry in endings if name.endswith(entry.extension)), None)
    if found is None:
        raise click.UsageError(f"{out} does not say which format: give --format ({', '.join(FORMATS)})")
    return found


def _pass_on(result: "ExportResult") -> None:
    if len(result.files) > 1:
        names = ", ".join(file.name for file in result.files)
        raise click.UsageError(f"this format is several files ({names}): give --out a file name")
    sys.stdout.buffer.write(result.files[0].read_bytes())
