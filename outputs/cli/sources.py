"""`caifeng sources`: where caifeng can gather from."""

from typing import Any

import click

from outputs.cli.common import json_option, put, put_json, say


@click.command()
@json_option
def sources(as_json: bool) -> None:
    """The places that caifeng can gather from.

    With each, how far it was proved: against pages in the documented shape, or on a live site.

    \b
    caifeng sources
    """
    from spiders.own import own_sources
    from spiders.registry import AUTO, AUTO_DESCRIPTION, SOURCES, all_sources

    known: list[dict[str, Any]] = [
        {
            "name": source.name,
            "title": source.title,
            "description": source.description,
            "proof": source.proof,
            "understands": sorted(source.understands),
            "off": source.off or None,
        }
        for source in all_sources()
    ]
    own = {source.name for source in all_sources()} - {source.name for source in SOURCES}
    for entry in known:
        entry["own"] = entry["name"] in own
    for name, reason in own_sources().broken:
        say(f"your own source {name} cannot be used: {reason}")
    if as_json:
        put_json([{"name": AUTO, "description": AUTO_DESCRIPTION}, *known])
        return
    put(f"{AUTO}: {AUTO_DESCRIPTION}")
    for entry in known:
        put()
        put(f"{entry['name']}: {entry['title']}")
        put(f"  {entry['description']}")
        put(f"  proved by: {entry['proof']}{' (your own)' if entry['own'] else ''}")
        if entry["off"]:
            put(f"  off: {entry['off']}")
        if entry["understands"]:
            put(f"  understands: {', '.join(entry['understands'])}")
