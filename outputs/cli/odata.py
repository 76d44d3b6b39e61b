"""`caifeng odata`: figures of the organisation beside what people say."""

from dataclasses import asdict
from pathlib import Path

import click

from outputs.cli.common import json_option, open_study, put, put_json, put_table, say, study_option
from outputs.cli.lazy import Entry, LazyGroup

odata = LazyGroup(
    name="odata",
    help="""Figures of the organisation beside what people say.

    A table with one row for each phase, month or product (a column of that name) and any figures beside it;
    never rows of single people.

    \b
    caifeng odata import visits.csv --study tea
    caifeng odata show --study tea
    """,
    entries={
        "import": Entry("outputs.cli.odata:import_command", "Take a table of figures into a study."),
        "show": Entry("outputs.cli.odata:show_command", "Show the figures beside what people say."),
    },
)


@click.command("import")
@click.argument("table", type=click.Path(path_type=Path))
@study_option
@click.option("--name", help="Name of the table; the file's name if not given.")
@json_option
def import_command(table: Path, folder: Path, name: str | None, as_json: bool) -> None:
    """Take a table of figures into a study.

    TABLE is CSV or XLSX with a column phase, month or product. The same name replaces what was there.

    \b
    caifeng odata import visits.csv --study tea --name visits
    """
    from mining.odata.table import read_figures, save_figures

    title = name or table.stem
    figures = read_figures(table, title)
    with open_study(folder).open() as store:
        count = save_figures(store, title, figures)
    if as_json:
        put_json({"name": title, "figures": count, "axis": figures[0].axis if figures else None})
        return
    put(f"{count} figures, as {title!r}")
    say(f"Next: caifeng odata show --study {folder}; the report and the workbook show them too")


@click.command("show")
@study_option
@json_option
def show_command(folder: Path, as_json: bool) -> None:
    """Show the figures beside what people say.

    `discontent` is the share of people who blame something there. Standing side by side is no cause: other
    people, other moments.

    \b
    caifeng odata show --study tea
    """
    from mining.odata.beside import beside
    from mining.taxonomy import load_taxonomy

    study = open_study(folder)
    taxonomy = load_taxonomy(study.config.study.domains, study.folder)
    with study.open() as store:
        tables = beside(store, taxonomy)
    if as_json:
        put_json({"tables": [asdict(table) for table in tables]})
        return
    if not tables:
        say(f"No figures yet: caifeng odata import FILE --study {folder}")
    for table in tables:
        put(f"{table.name}, by {table.axis}")
        put_table(
            (table.axis, *table.metrics, "people", "discontent"),
            [
                (
                    line.key, *(f"{line.figures[m]:g}" if m in line.figures else "" for m in table.metrics),
                    line.people,
                    f"{line.discontent.share:.0%} ({line.discontent.low:.0%}-{line.discontent.high:.0%})"
                    if line.discontent else "",
                )
                for line in table.lines
            ],
        )  # fmt: skip
        for item in table.together:
            told = "too few keys to tell" if item.rho is None else f"rank correlation {item.rho:+.2f}"
            say(f"{item.metric} and discontent over {item.keys} keys: {told}; no cause is meant.")
