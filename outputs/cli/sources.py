"""`caifeng sources`: where caifeng can gather from."""

import click

from outputs.cli.common import json_option, put, put_json


@click.command()
@json_option
def sources(as_json: bool) -> None:
    """The places that caifeng can gather from.

    With each, how far it was proved: against pages in the documented shape, or on a live site.

    \b
    caifeng sources
    """
    from spiders.registry import AUTO, AUTO_DESCRIPTION, SOURCES

    known = [
        {
            "name": source.name,
            "title": source.title,
            "description": source.description,
            "proof": source.proof,
            "understands": sorted(source.understands),
            "off": source.off or None,
        }
        for source in SOURCES
    ]
    if as_json:
        put_json([{"name": AUTO, "description": AUTO_DESCRIPTION}, *known])
        return
    put(f"{AUTO}: {AUTO_DESCRIPTION}")
    for entry in known:
        put()
        put(f"{entry['name']}: {entry['title']}")
        put(f"  {entry['description']}")
        put(f"  proved by: {entry['proof']}")
        if entry["off"]:
            put(f"  off: {entry['off']}")
        if entry["understands"]:
            put(f"  understands: {', '.join(entry['understands'])}")
