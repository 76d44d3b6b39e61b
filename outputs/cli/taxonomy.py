"""`caifeng taxonomy list` and `caifeng taxonomy check`."""

from dataclasses import asdict
from pathlib import Path

import click

from outputs.cli.common import counts_line, json_option, put, put_json, put_table, say
from outputs.cli.lazy import Entry, LazyGroup

taxonomy = LazyGroup(
    name="taxonomy",
    help="""List and check phases, touchpoints and cue words.

    \b
    caifeng taxonomy check tea
    """,
    entries={
        "list": Entry("outputs.cli.taxonomy:list_command", "The taxonomies that come with caifeng."),
        "check": Entry(
            "outputs.cli.taxonomy:check_command", "Check taxonomies of your own, or the built-in ones."
        ),
    },
)


@click.command("list")
@json_option
def list_command(as_json: bool) -> None:
    """The taxonomies that come with caifeng.

    Those called domains/NAME can stand as NAME in `domains` of study.toml.

    \b
    caifeng taxonomy list
    """
    from mining.taxonomy import list_taxonomies

    found = list_taxonomies()
    if as_json:
        put_json([asdict(info) for info in found])
    else:
        put_table(("name", "version", "holds"), [(i.name, i.version, counts_line(i.entries)) for i in found])


@click.command("check")
@click.argument("path", type=click.Path(path_type=Path, exists=True), required=False)
@json_option
@click.pass_context
def check_command(context: click.Context, path: Path | None, as_json: bool) -> None:
    """Check taxonomies of your own, or the built-in ones.

    PATH is a file, a folder of files, or a study; without it the built-in taxonomies are checked.
    Every fault is named, and the exit code is 1 when there is one.

    \b
    caifeng taxonomy check tea/taxonomies
    """
    from mining.taxonomy import SHIPPED
    from mining.taxonomy_check import check_taxonomy

    problems = check_taxonomy(path or SHIPPED)
    if as_json:
        put_json([asdict(problem) for problem in problems])
    for problem in [] if as_json else problems:
        put(f"{problem.where}: {problem.message}")
    if problems:
        context.exit(1)
    if not as_json:
        say("No fault found.")
