"""`caifeng import`: posts from a file."""

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from outputs.cli.common import (
    counts_line,
    json_option,
    open_study,
    progress,
    put,
    put_json,
    put_table,
    say,
    study_option,
)

if TYPE_CHECKING:
    from crawler.importing import ImportReport, Preview

KINDS = ("review", "post", "reply", "question", "answer", "comment")


@click.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@study_option
@click.option("--source", help="Name of where the posts come from; the file's name if not given.")
@click.option(
    "--map",
    "mapping",
    metavar="FIELD=COLUMN,…",
    help="Which column is what: text=评论,rating=star,attr.age=Age",
)
@click.option(
    "--kind", type=click.Choice(KINDS), default="review", show_default=True, help="What the posts are."
)
@click.option("--subject", help="The product, shop or app that all of them speak of.")
@click.option(
    "--brand-role", type=click.Choice(("own", "competitor", "category")), help="Whose brand that is."
)
@click.option("--preview", "only_look", is_flag=True, help="Show how the file would be read; save nothing.")
@json_option
@click.pass_context
def import_posts(
    context: click.Context,
    /,
    file: Path,
    folder: Path,
    mapping: str | None,
    only_look: bool,
    as_json: bool,
    **options: Any,
) -> None:
    """Take in posts from a CSV, XLSX or JSONL file.

    One post a row. Columns are guessed from their headings, Chinese or English, and from what they
    hold; the guess is shown, and --map overrides it. Rows that cannot be read are kept with the reason.
    Importing the same file again adds nothing twice. The exit code is 1 when every row was refused.

    \b
    caifeng import reviews.csv --study tea --preview
    caifeng import reviews.csv --study tea --source shop --map text=评论,rating=星级,attr.age=年龄
    """
    from crawler.importing import import_file, preview

    study = open_study(folder, gathering=True)
    if only_look:
        seen = preview(file, mapping)
        put_json(asdict(seen)) if as_json else _print_preview(seen)
        return
    with progress() as show:
        report = import_file(study, file, map_spec=mapping, progress=show, **options)
    put_json(asdict(report)) if as_json else _print_report(report, folder)
    if report.rejected == report.rows > 0:
        context.exit(1)


def _print_preview(seen: "Preview") -> None:
    put(f"{seen.path}: {seen.format}" + (f", {seen.encoding}" if seen.encoding else ""))
    for line in seen.mapping.lines():
        put(f"  {line}")
    if seen.scale:
        put(f"  ratings: {seen.scale}")
    names = list(dict.fromkeys(name for row in seen.rows for name in row))
    put()
    put_table(names, [[row.get(name) for name in names] for row in seen.rows])
    for note in seen.notes:
        say(note)
    say("Nothing was saved. Without --preview it is imported.")


def _print_report(report: "ImportReport", folder: Path) -> None:
    for line in report.mapping.lines():
        say(f"  {line}")
    if report.scale:
        say(f"  ratings: {report.scale}; another scale: --map scale=1-5")
    put(
        f"{report.rows} rows: {report.new} new, {report.changed} changed, {report.same} as before, "
        f"{report.rejected} refused"
    )
    if report.masked:
        put(f"masked: {counts_line(report.masked)}")
    for note in report.notes:
        say(note)
    if report.rejected:
        say("The rows refused are in the table `rejects`, each with its reason.")
    say(f"Next: caifeng mine --study {folder}")
