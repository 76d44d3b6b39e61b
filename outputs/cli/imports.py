"""`caifeng imports`: what was imported, what was refused and why, and taking an import back."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from outputs.cli.common import (
    counts_line,
    json_option,
    open_study,
    put,
    put_json,
    put_table,
    say,
    study_option,
)

if TYPE_CHECKING:
    from crawler.store import Store
    from crawler.store.imports import Imported

SHOWN = 20


@click.group()
def imports() -> None:
    """What was imported and refused; take an import back.

    An import is named by its number in the list, its id, or the beginning of that.

    \b
    caifeng imports list --study tea
    caifeng imports show 2 --study tea
    caifeng imports remove 2 --study tea
    """


@imports.command("list")
@study_option
@json_option
def list_them(folder: Path, as_json: bool) -> None:
    """Every import of a study, oldest first.

    \b
    caifeng imports list --study tea
    """
    from crawler.store.imports import list_imports

    with open_study(folder).open() as store:
        found = list_imports(store)
    if as_json:
        put_json([_plain(one) for one in found])
        return
    if not found:
        say("Nothing was imported yet: caifeng import FILE --study DIR")
        return
    rows = [
        [n, one.run_id, one.file, one.source, one.started_at[:16], _status(one), _told(dict(one.counts))]
        for n, one in enumerate(found, 1)
    ]
    put_table(["", "id", "file", "source", "when", "status", "rows"], rows)


def _plain(one: "Imported") -> dict[str, Any]:
    return {
        "id": one.run_id,
        "file": one.file,
        "source": one.source,
        "started_at": one.started_at,
        "status": one.status,
        "counts": dict(one.counts),
        "message": one.message,
    }


def _status(one: "Imported") -> str:
    """A run that never came to its end (a kill, a full disk) is not running any more, for all we know."""
    return "unfinished" if one.status == "running" else one.status


def _told(counts: dict[str, int]) -> str:
    names = ("new", "changed", "same", "rejected", "removed", "kept")
    return counts_line({name: counts.get(name, 0) for name in names})


@imports.command()
@click.argument("which", metavar="IMPORT", default="")
@study_option
@click.option("--all", "everything", is_flag=True, help=f"Every refused row, not the first {SHOWN}.")
@json_option
def show(which: str, folder: Path, everything: bool, as_json: bool) -> None:
    """What an import did not take, and why; without IMPORT, the newest one.

    Each line has its place in the file, the reason, and how it begins, with personal data masked.

    \b
    caifeng imports show 1 --study tea
    caifeng imports show --study tea --json > refused.json
    """
    from crawler.importing.advice import advice_for, grouped
    from crawler.store.imports import find_import, list_imports, refused_of

    with open_study(folder).open() as store:
        one = find_import(store, which or str(max(len(list_imports(store)), 1)))
        refused = refused_of(store, one.run_id)
    if as_json:
        lines = [dict(zip(("place", "reason", "begins"), line, strict=True)) for line in refused]
        put_json({"id": one.run_id, "file": one.file, "status": one.status, "refused": lines})
        return
    put(f"{one.run_id}: {one.file or 'a file'}, {one.status}; {_told(dict(one.counts))}")
    if one.message:
        put(f"  {one.message}")
    for reason, (count, _) in grouped((place, reason) for place, reason, _ in refused).items():
        put(f"  {count:,} × {reason}" + (f"\n      {hint}" if (hint := advice_for(reason)) else ""))
    if not refused:
        put("  Every row was taken.")
        return
    put()
    put_table(["place", "reason", "begins"], refused if everything else refused[:SHOWN])
    if len(refused) > SHOWN and not everything:
        say(f"{len(refused) - SHOWN:,} more: --all")


@imports.command()
@click.argument("which", metavar="IMPORT")
@study_option
@click.option("--yes", is_flag=True, help="Do it without asking.")
@json_option
def remove(which: str, folder: Path, yes: bool, as_json: bool) -> None:
    """Take an import back: its posts go, with what was mined from them.

    Posts that another import or crawl saw too are kept. Decisions are kept whatever happens. The import
    stays in the list as removed; importing the file again brings its posts back. Then mine again.

    \b
    caifeng imports remove 2 --study tea
    """
    from crawler.errors import UsageProblem
    from crawler.store.imports import find_import, posts_only_of, remove_import

    with open_study(folder).open() as store:
        one = find_import(store, which)
        alone, shared = posts_only_of(store, one.run_id)
        quotes, findings = _quoted(store, alone)
        say(
            f"{one.file or one.run_id}: {len(alone):,} posts go, {quotes:,} quotes of {findings:,} findings;"
        )
        say(f"{shared:,} posts stay, because another run saw them too.")
        if not yes and not _agreed():
            raise UsageProblem("nothing was removed", hint="--yes removes without asking")
        done = remove_import(store, one)
    if as_json:
        put_json(
            {"id": one.run_id, "posts": done.posts, "kept": done.kept, "quotes": quotes, "findings": findings}
        )
        return
    put(f"removed {done.posts:,} posts, kept {done.kept:,}")
    if findings:
        say(f"Next: caifeng mine --study {folder}")


def _agreed() -> bool:
    import sys

    return sys.stdin.isatty() and click.confirm("Remove them?", err=True)


def _quoted(store: "Store", post_ids: list[str]) -> tuple[int, int]:
    """How many quotes, of how many findings of the current run, stand in these posts."""
    import json

    if not store.value("SELECT 1 FROM sqlite_master WHERE name = 'evidence'"):
        return 0, 0
    row = store.rows(
        "SELECT count(*) AS quotes, count(DISTINCT finding_id) AS findings FROM evidence"
        " WHERE run_id IN (SELECT run_id FROM current_runs) AND post_id IN (SELECT value FROM json_each(?))",
        (json.dumps(post_ids),),
    )[0]
    return int(row["quotes"]), int(row["findings"])
