"""A click group that knows its commands by name and imports one only when it is run."""

from collections.abc import Mapping
from difflib import get_close_matches
from importlib import import_module
from typing import NamedTuple

import click


class Entry(NamedTuple):
    """Where a command lives ("module:attribute") and the line that the overview shows for it."""

    target: str
    summary: str


class LazyGroup(click.Group):
    """Commands come from `entries`, in the order given; help for the whole group imports none of them."""

    def __init__(self, *, entries: Mapping[str, Entry], name: str, help: str) -> None:  # noqa: A002 - click's word
        super().__init__(name=name, help=help, context_settings={"help_option_names": ["-h", "--help"]})
        self.entries = entries

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Names in the order of the work, not of the alphabet."""
        return list(self.entries)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the module of a command."""
        entry = self.entries.get(cmd_name)
        if entry is None:
            return None
        module, _, attribute = entry.target.partition(":")
        command = getattr(import_module(module), attribute)
        if not isinstance(command, click.Command):
            raise TypeError(f"{entry.target} is no click command")
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """As click does, but a mistyped name is answered with the nearest ones."""
        near = get_close_matches(args[0], list(self.entries), n=2) if args[0] not in self.entries else []
        if near:
            raise click.UsageError(f"There is no command {args[0]!r}. Did you mean {' or '.join(near)}?", ctx)
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The overview, from the entries alone."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, entry.summary) for name, entry in self.entries.items()])
