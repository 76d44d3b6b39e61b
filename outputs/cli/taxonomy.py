"""`caifeng taxonomy list` and `caifeng taxonomy check`; `taxonomy_files` has new, export and import."""

from dataclasses import asdict
from pathlib import Path

import click

from outputs.cli.common import counts_line, json_option, put, put_json, put_table, say
from outputs.cli.lazy import Entry, LazyGroup

taxonomy = LazyGroup(
    name="taxonomy",
    help="""Phases, touchpoints, tags and cue words, to change.

    \b
    caifeng taxonomy check tea
    caifeng taxonomy export --study tea --out tags.xlsx
    """,
    entries={
        "list": Entry("outputs.cli.taxonomy:list_command", "The taxonomies that come with caifeng."),
        "check": Entry(
            "outputs.cli.taxonomy:check_command", "Check taxonomies of your own, or the built-in ones."
        ),
        "new": Entry("outputs.cli.taxonomy_files:new_command", "Begin a taxonomy of a study's own."),
        "export": Entry(
            "outputs.cli.taxonomy_files:export_command", "Write the tags of a study as a table, to edit."
        ),
        "import": Entry("outputs.cli.taxonomy_files:import_command", "Take an edited table of tags back."),
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
    Every fault is named, and the exit code is 1 when there is one. For a study it also says what to look
    at: duplicates, one thing on two levels, tags that nobody says.

    \b
    caifeng taxonomy check tea/taxonomies
    """
    from mining.taxonomy import SHIPPED
    from mining.taxonomy_check import check_taxonomy
    from outputs.taxonomy_health import ailments_of

    problems = check_taxonomy(path or SHIPPED)
    ailments = ailments_of(path) if path is not None and not problems else []
    if as_json:
        put_json([*map(asdict, problems), *({"where": a.kind, "message": a.message} for a in ailments)])
    else:
        for problem in problems:
            put(f"{problem.where}: {problem.message}")
        for ailment in ailments:
            put(f"{ailment.kind}: {ailment.message}")
    if problems:
        context.exit(1)
    if not as_json:
        _say_sound(path, len(ailments))


def _say_sound(path: Path | None, ailments: int) -> None:
    from mining.taxonomy import study_files

    own = path is None or not (path / "study.toml").is_file() or bool(study_files(path))
    if not own:
        say(f"No fault: only built-in taxonomies. To begin its own: caifeng taxonomy new --study {path}")
    else:
        say("No fault found.")
    if ailments:
        say(f"{ailments} things to look at; none of them stops the mining.")
