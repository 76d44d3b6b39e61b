"""`caifeng import`: posts from a file."""

import sys
from collections.abc import Mapping, Sequence
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
    "--kind", type=click.Choice(KINDS), help="What the posts are; review, or what a known tool's are."
)
@click.option("--subject", help="The product, shop or app that all of them speak of.")
@click.option(
    "--brand-role", type=click.Choice(("own", "competitor", "category")), help="Whose brand that is."
)
@click.option("--profile", metavar="NAME", help="Read the file as this tool's; `none` as any other file.")
@click.option("--any-name", is_flag=True, help="Read it though its name does not end like data.")
@click.option("--capture", is_flag=True, help="The file is a workshop's capture sheet: ideas, not posts.")
@click.option("--preview", "only_look", is_flag=True, help="Show how the file would be read; save nothing.")
@json_option
@click.pass_context
def import_posts(
    context: click.Context,
    /,
    file: Path,
    folder: Path,
    mapping: str | None,
    capture: bool,
    only_look: bool,
    as_json: bool,
    **options: Any,
) -> None:
    """Take in posts from a CSV, XLSX or JSONL file.

    One post a row. Files of 4CAT, Zeeschuimer and MediaCrawler are known; of others the columns are
    guessed from their headings, Chinese or English, and from what they hold. --preview shows the guess,
    the first posts as they would be saved, and which rows would be refused; --map overrides it. Rows that
    cannot be read are kept with the reason (`caifeng imports show`). Importing the same file again adds
    nothing twice; `caifeng imports remove` takes an import back. The exit code is 1 when every row was
    refused.

    \b
    caifeng import reviews.csv --study tea --preview
    caifeng import reviews.csv --study tea --source shop --map text=评论,rating=星级,attr.age=年龄
    caifeng import reviews.csv --study tea --map scale=1-5
    caifeng import --capture capture.en.xlsx --study tea
    """
    if capture:
        from outputs.cli.capture import import_ideas

        import_ideas(file, folder, as_json)
        return
    from crawler.importing import Wishes, import_file, preview

    study = open_study(folder, gathering=True)
    options["any_name"] = options["any_name"] or _agreed(file)
    if only_look:
        seen = preview(file, mapping, study=study, wishes=Wishes(**options))
        put_json(asdict(seen)) if as_json else _print_preview(seen)
        return
    with progress() as show:
        report = import_file(study, file, map_spec=mapping, progress=show, **options)
    put_json(asdict(report)) if as_json else _print_report(report, folder)
    if report.rejected == report.rows > 0:
        context.exit(1)


def _agreed(file: Path) -> bool:
    """Ask on a terminal whether a file is meant whose name does not promise posts."""
    from crawler.importing.files import doubts

    if not doubts(file) or not (sys.stdin.isatty() and sys.stderr.isatty()):
        return False
    return click.confirm(f"{file} does not end like a file of posts. Read its lines as posts?", err=True)


def _print_preview(seen: "Preview") -> None:
    put(f"{seen.path}: {seen.format}" + (f", {seen.encoding}" if seen.encoding else ""))
    for line in seen.mapping.lines():
        put(f"  {line}")
    if seen.mapping.left_out:
        put(f"  left out: {_some(seen.mapping.left_out)}")
    if seen.scale:
        put(f"  ratings: {seen.scale}; another scale: --map scale=1-5")
    names = list(dict.fromkeys(name for row in seen.posts for name in row))
    put()
    put("As they would be saved:")
    put_table(names, [[row.get(name) for name in names] for row in seen.posts])
    put()
    total = sum(count for count, _ in seen.refused.values())
    put(f"{seen.counted:,} rows looked at, {total:,} would be refused")
    _put_refused(seen.refused)
    for note in seen.notes:
        say(note)
    say(
        "Nothing was saved. Without --preview it is imported. Other columns: --map text=COLUMN,date=…"
    )


def _some(names: Sequence[str], most: int = 8) -> str:
    more = f" and {len(names) - most} more" if len(names) > most else ""
    return ", ".join(names[:most]) + more


def _put_refused(refused: "Mapping[str, tuple[int, str]]") -> None:
    """Each reason with its number, its first place, and what to do."""
    from crawler.importing.advice import advice_for

    for reason, (count, place) in refused.items():
        advice = advice_for(reason)
        put(f"  {count:,} × {reason} (first: {place})" + (f"\n      {advice}" if advice else ""))


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
        _put_refused(report.refused)
        say(f"Each of them: caifeng imports show {report.run_id} --study {folder}")
    say(f"Next: caifeng mine --study {folder}")
