"""`python -m tests.project.cli_reference` writes docs/cli.md from what `--help` says."""

from collections.abc import Iterator

import click

from outputs.cli.root import ENTRIES, cli
from tests.project.tree import ROOT

PAGE = ROOT / "docs" / "cli.md"
WIDTH = 100

HEAD = """\
# The command line

Data goes to stdout (as JSON with `--json`), what is said to a person to stderr.
Progress shows on a terminal only.
`CAIFENG_STUDY` can stand for `--study`.
Exit codes: 0 fine, 1 a known failure, 2 the call was wrong, 130 interrupted.
An error says what happened, where, and what to do next; `--debug` with any command adds the traceback.

This page is made from the commands themselves (`python -m tests.project.cli_reference`);
a test compares them.
"""


def render() -> str:
    """The whole page."""
    parts = [HEAD]
    with click.Context(cli, info_name="caifeng", terminal_width=WIDTH, max_content_width=WIDTH) as root:
        for name in ENTRIES:
            parts.extend(_sections(root, cli, name))
    return "\n".join(parts)


def _sections(parent: click.Context, group: click.Group, name: str) -> Iterator[str]:
    command = group.get_command(parent, name)
    if command is None:
        raise LookupError(name)
    command._help_option = None  # click keeps the names of whichever context asked first
    context = click.Context(
        command, info_name=name, parent=parent, terminal_width=WIDTH, max_content_width=WIDTH,
        help_option_names=["-h", "--help"],
    )  # fmt: skip
    lines = [line.rstrip() for line in command.get_help(context).splitlines()]
    yield f"## {context.command_path}\n\n```text\n" + "\n".join(lines) + "\n```\n"
    if isinstance(command, click.Group):
        for below in command.list_commands(context):
            yield from _sections(context, command, below)


if __name__ == "__main__":
    PAGE.write_text(render(), encoding="utf-8")
