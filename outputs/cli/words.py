"""`caifeng words`: words that fill a slot of a situation and that the lexicon does not know."""

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from outputs.cli.common import json_option, open_study, put_json, put_table, say, study_option

if TYPE_CHECKING:
    from mining.slots.unknown import Unknown
    from outputs.text import Language

SLOTS = ("who", "when", "where", "activity", "goal")
QUOTE = 60  # characters of a quote in the table


@click.command()
@study_option
@click.option("--slot", type=click.Choice(SLOTS), help="Only this slot of a situation.")
@click.option(
    "--people", type=click.IntRange(1), default=3, show_default=True, help="Said by so many at least."
)
@click.option("--first", type=click.IntRange(1), default=30, show_default=True, help="Lines at the most.")
@click.option("--lang", type=click.Choice(("zh", "en")), default="en", show_default=True)
@json_option
def words(
    folder: Path, slot: str | None, people: int, first: int, lang: "Language", as_json: bool
) -> None:
    """Words of situations that the lexicon does not know.

    What people say again and again for who, when, where, doing what or what for may be worth a concept of
    the study's own: write it into STUDY/lexicon.toml (see docs/taxonomy.md) and mine again. Faults of that
    file are named here, too.

    \b
    caifeng words --study tea --slot who
    """
    from mining.slots.own import load_lexicon
    from mining.slots.unknown import load_unknown

    study = open_study(folder)
    load_lexicon(study.folder)
    with study.open() as store:
        found = load_unknown(store, slot=slot, least=people)
        mined = store.value("SELECT count(*) FROM labels") > 0
    if as_json:
        put_json({"unknown": [asdict(one) for one in found[:first]], "of": len(found)})
    else:
        _tell(found, first, people, mined, folder, lang)


def _tell(
    found: "list[Unknown]", first: int, people: int, mined: bool, folder: Path, lang: "Language"
) -> None:
    from outputs.text import Words

    text = Words(lang)
    if not mined:
        say(text("words.not_mined", folder=folder))
        return
    if not found:
        say(text("words.nothing", n=people))
        if people > 1:
            say(text("words.fewer"))
        return
    put_table(
        [text(f"words.{name}") for name in ("slot", "wording", "people", "quote")],
        [
            (text(f"cards.{one.slot}"), one.wording, one.people, one.quotes[0].clause[:QUOTE])
            for one in found[:first]
        ],
    )
    if len(found) > first:
        say(text("words.more", n=len(found) - first, all=len(found)))
    say(text("words.next", file=folder / "lexicon.toml", folder=folder))
