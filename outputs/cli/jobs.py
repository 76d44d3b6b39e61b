"""`caifeng jobs`: the crawls of a study, seen and steered from any terminal."""

from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from outputs.cli.common import json_option, open_study, put, put_json, put_table, say, study_option

if TYPE_CHECKING:
    from crawler.jobs import JobView, LogLine

SHOWN_JOBS = 20


@click.group(invoke_without_command=True)
@click.option(
    "--study",
    "folder",
    type=click.Path(path_type=Path),
    envvar="CAIFENG_STUDY",
    help="Folder of the study (or set CAIFENG_STUDY).",
)
@click.option("--all", "everything", is_flag=True, help="All jobs, not only the last ones.")
@json_option
@click.pass_context
def jobs(context: click.Context, folder: Path | None, everything: bool, as_json: bool) -> None:
    """The crawls of a study: their logs; pause, resume or stop them.

    One job is one source in one crawl. A job at work follows within a second or so of its present
    request; resume also goes on, in the background, with one that was stopped, interrupted or killed.

    \b
    caifeng jobs --study tea
    caifeng jobs pause 3 --study tea
    caifeng jobs log 3 --study tea --follow
    """
    if context.invoked_subcommand is not None:
        if folder is not None:
            context.default_map = {name: {"folder": folder} for name in ("log", "pause", "resume", "stop")}
        return
    if folder is None:
        raise click.UsageError("Missing option '--study'.", context)
    from crawler.jobs import listed

    with open_study(folder).open() as store:
        views = listed(store)
    shown = views if everything else views[:SHOWN_JOBS]
    if as_json:
        put_json([asdict(view) for view in shown])
        return
    put_jobs(shown)
    if len(shown) < len(views):
        say(f"and {len(views) - len(shown)} older ones: caifeng jobs --all")


def put_jobs(views: "list[JobView]") -> None:
    """The jobs as a table; a word instead where there are none."""
    if not views:
        say("no crawl jobs yet")
        return
    put_table(
        ("job", "source", "seed", "state", "pages", "posts", "expected", "since", "reason"),
        [
            (
                v.id, v.source, v.url, v.state, v.pages, v.posts,
                "?" if v.expected is None else v.expected, v.since, v.reason,
            )
            for v in views
        ],
    )  # fmt: skip


def _wish(name: str, help_text: str) -> None:
    @jobs.command(name, help=help_text)
    @click.argument("job", type=int)
    @study_option
    def command(job: int, folder: Path) -> None:
        from crawler.jobs import ask

        say(ask(open_study(folder), job, name))


_wish("pause", "Let a job rest: it fetches nothing more until it is resumed.")
_wish("resume", "Let a paused job go on; start a process for one that was stopped or killed.")
_wish("stop", "End a job after its present request; the next crawl goes on from there.")


@jobs.command()
@click.argument("job", type=int)
@study_option
@click.option("--lines", type=click.IntRange(1), default=50, show_default=True, help="How many.")
@click.option("--follow", "follows", is_flag=True, help="Go on showing lines as they are written.")
@json_option
def log(job: int, folder: Path, lines: int, follows: bool, as_json: bool) -> None:
    """The log of a job: pages, waits, what was asked of it, and how it ended."""
    from crawler.jobs import progress, tail
    from crawler.jobs.joblog import follow

    study = open_study(folder)
    with study.open() as store:
        progress(store, job)  # says so when there is no such job
        show = _shower(as_json)
        for line in tail(study.folder, job, lines):
            show(line)
        if follows:
            for line in follow(study.folder, job, lambda: progress(store, job).at_work):
                show(line)


def _shower(as_json: bool) -> "Callable[[LogLine], None]":
    if not as_json:
        return lambda line: put(str(line))
    import json

    return lambda line: put(json.dumps(asdict(line), ensure_ascii=False))
