"""`caifeng forget`: delete an author, a source or a post from a study, for good."""

from dataclasses import asdict
from pathlib import Path

import click

from outputs.cli.common import counts_line, json_option, open_study, put, put_json, say, study_option


@click.command()
@study_option
@click.option("--author", help="An author's key, as `caifeng search` shows it.")
@click.option("--source", help="A source as posts name it (discourse:forum.example.org); discourse for all.")
@click.option("--post", help="A post's id.")
@click.option("--yes", is_flag=True, help="Do it: without this it is only said what would go.")
@json_option
def forget(
    folder: Path, author: str | None, source: str | None, post: str | None, yes: bool, as_json: bool
) -> None:
    """Delete an author, a source or a post, for good.

    Posts, versions, vectors, clauses and evidence go, and the kept pages on which they stand. Findings are
    counted again, and those without evidence go; tags, journey and order are as before until the study is
    mined again. Authors and posts do not come back with later crawls and imports. Without --yes nothing is
    changed. Exports that were made before are files of yours: delete them yourself.

    \b
    caifeng forget --author a0123456789abcdef0123 --study tea
    caifeng forget --source discourse:forum.example.org --yes --study tea
    """
    from crawler.forget import Wanted
    from crawler.forget import forget as forget_all
    from mining.forgetting import prepare

    study = open_study(folder)
    found = forget_all(study, Wanted(author, source, post), prepare, dry_run=not yes)
    if as_json:
        put_json(asdict(found))
        return
    put(f"{'Would go' if found.dry_run else 'Gone'}: {counts_line(found.counts)}")
    if found.dry_run:
        say("Nothing was changed. With --yes it is deleted for good.")
    elif found.counts.get("clauses"):
        say(f"Mine again for tags, journey and order: caifeng mine --study {folder}")
