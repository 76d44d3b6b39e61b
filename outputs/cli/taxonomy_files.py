"""`caifeng taxonomy new`, `export` and `import`: a study's own taxonomy, and its tags as a table."""

from pathlib import Path

import click

from outputs.cli.common import json_option, put, put_json, say, study_option


@click.command("new")
@study_option
@click.option("--name", default="own", show_default=True, help="Name of the file, without .toml.")
def new_command(folder: Path, name: str) -> None:
    """Begin a taxonomy of a study's own.

    Writes STUDY/taxonomies/NAME.toml with examples to take the # from.

    \b
    caifeng taxonomy new --study tea
    """
    from crawler.study import load_study
    from mining.taxonomy_write import write_template

    put(str(write_template(load_study(folder).folder, name)))
    say(f"Next: edit it, then caifeng taxonomy check {folder}")


@click.command("export")
@study_option
@click.option("--out", type=click.Path(path_type=Path), required=True, help="File to write: .xlsx or .csv.")
def export_command(folder: Path, out: Path) -> None:
    """Write the tags of a study as a table, to edit.

    Category, tag, sub-tag, severity grade and cue words, one row a tag; lists in a cell are divided by |.

    \b
    caifeng taxonomy export --study tea --out tags.xlsx
    """
    from crawler.study import load_study
    from mining.taxonomy import load_taxonomy
    from outputs.taxonomy_sheet import write_table

    study = load_study(folder)
    rows = write_table(load_taxonomy(study.config.study.domains, study.folder), out)
    put(f"{rows} tags in {out}")
    say(f"Next: edit it, then caifeng taxonomy import {out} --study {folder}")


@click.command("import")
@click.argument("table", type=click.Path(path_type=Path))
@study_option
@click.option("--name", default="tags", show_default=True, help="Name of the file to write, without .toml.")
@click.option("--replace", is_flag=True, help="Drop the tags and categories that the table does not have.")
@json_option
def import_command(table: Path, folder: Path, name: str, replace: bool, as_json: bool) -> None:
    """Take an edited table of tags back.

    Writes what differs from the taxonomy in force to STUDY/taxonomies/NAME.toml; nothing is written when the
    result would not be sound. Without --replace, tags that the table does not have stay.

    \b
    caifeng taxonomy import tags.xlsx --study tea
    """
    from crawler.study import load_study
    from outputs.taxonomy_sheet import import_table

    done = import_table(load_study(folder), table, name, replace=replace)
    if as_json:
        put_json(done)
        return
    if not done["file"]:
        put("the table says nothing new")
        return
    put(f"{done['tags']} tags and {done['categories']} categories changed or new, {done['dropped']} dropped")
    put(str(done["file"]))
    say(f"Next: caifeng mine --study {folder}")
