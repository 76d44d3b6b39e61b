"""`caifeng train`: the typing heads of a study, fitted to its reviewers."""

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from outputs.cli.common import json_option, open_study, put, put_json, say, study_option

if TYPE_CHECKING:
    from mining.learning.training import Outcome


@click.command()
@study_option
@click.option("--force", is_flag=True, help="Keep what was learnt, also where it does worse.")
@click.option("--dry-run", is_flag=True, help="Say what would change, and keep nothing.")
@click.option("--reset", is_flag=True, help="Go back to the heads that come with caifeng.")
@json_option
def train(folder: Path, force: bool, dry_run: bool, reset: bool, as_json: bool) -> None:
    """Learn from reviewers what a scenario, pain or need is.

    Takes the judgements of the queue of unsure clauses, changed kinds, moved phases and adverts, and
    fits the last layer of the typing heads to them. Says how it does on judgements that it did not
    learn from, and how many labels change. `caifeng mine` types with it from then on.

    \b
    caifeng train --study tea
    """
    if reset and (force or dry_run):
        raise click.UsageError("--reset goes alone")
    study = open_study(folder)
    if reset:
        from mining.typing.own_heads import reset_own

        was = reset_own(study.folder)
        put("The study's own heads are gone." if was else "The study has no heads of its own.")
        return
    from mining.learning.training import train as learn

    with study.open() as store:
        found = learn(study, store, force=force, dry_run=dry_run)
    if as_json:
        put_json(asdict(found))
    else:
        _tell(found)
    if found.kept:
        say(f"Next: caifeng mine --study {folder}")
    elif found.worse:
        say("Not kept. --force keeps it all the same.")


def _tell(found: "Outcome") -> None:
    put(f"learnt from {found.judged} clauses of {found.posts} posts: {_sources(found.sources)}")
    put("on folds of posts that were not learnt from (F1 of types, accuracy of the phase):")
    for one in found.figures:
        gain = one.after - one.before
        put(
            f"  {one.name:9} {one.before:.2f} -> {one.after:.2f}"
            f"  ({gain:+.2f}, 95 % {one.low:+.2f} to {one.high:+.2f}; {one.judged} judged)"
        )
    put(f"on sentences that come with caifeng: {found.general[0]:.2f} -> {found.general[1]:.2f}")
    flips = ", ".join(f"{name} {count}" for name, count in found.flips.items())
    put(f"labels that change, of {found.sampled} clauses: {flips}")
    if not found.phases_learnt:
        put("phases are left as they are: too few were judged, or learning them did harm")
    if found.worse:
        put(f"worse: {found.worse}")
    if found.kept:
        put(f"kept as {found.name}")


def _sources(sources: dict[str, int]) -> str:
    return ", ".join(f"{name} {count}" for name, count in sources.items() if count)
