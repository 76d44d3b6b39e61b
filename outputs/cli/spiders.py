"""`caifeng spiders`: begin a source of one's own."""

import click

from outputs.cli.common import json_option, put, put_json, say
from outputs.cli.lazy import Entry, LazyGroup

spiders = LazyGroup(
    name="spiders",
    help="""Begin a source of your own.

    \b
    caifeng spiders new tea_house
    """,
    entries={
        "new": Entry("outputs.cli.spiders:new", "Lay out a source with a stored page and tests that pass.")
    },
)


@click.command()
@click.argument("name")
@click.option("--own", is_flag=True, help="In your user folder, also where a project tree is being run.")
@json_option
def new(name: str, own: bool, as_json: bool) -> None:
    """Lay out a source with a stored page and tests that pass.

    In a project tree: spiders/NAME, a test, a stored page and a line in the registry. With an installed
    caifeng: a folder in your user folder, where `caifeng sources`, `auto` and `scrapy list` find it.
    What is laid out reads a small page of its own; change detect, parse and the page to the real ones.

    \b
    caifeng spiders new tea_house
    """
    from spiders.layout.lay import lay_out

    laid = lay_out(name, own=own)
    if as_json:
        written = [str(path) for path in laid.files]
        put_json({"folder": str(laid.folder), "files": written, "tests": str(laid.tests)})
        return
    for path in laid.files:
        put(str(path))
    say(f"its tests: pytest {laid.tests}")
    say(f"then change {laid.folder / 'detect.py'} and parse.py, and the stored page, to the real ones")
