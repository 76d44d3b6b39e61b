"""`caifeng crawl`: gather posts from the web."""

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from outputs.cli.common import (
    counts_line,
    json_option,
    open_study,
    progress,
    put,
    put_json,
    put_table,
    say,
    study_option,
)
from outputs.cli.every import Interval, repeat
from outputs.cli.status import found_of_expected, put_alarms

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import timedelta

    from crawler.config import SourceSection
    from crawler.launch import CrawlReport
    from crawler.study import Study


@click.command()
@click.argument("url", required=False)
@study_option
@click.option("--source", default="auto", show_default=True, help="Kind of source; see `caifeng sources`.")
@click.option("--subject", help="The product, shop or app that is spoken of there.")
@click.option(
    "--brand-role", type=click.Choice(("own", "competitor", "category")), help="Whose brand that is."
)
@click.option("--query", help="Words to search for, where the source can search.")
@click.option("--tag", help="Tag or category, where the source has them.")
@click.option("--since", help="Only posts from this day on (2026-01-31).")
@click.option("--until", help="Only posts up to this day.")
@click.option("--limit", type=click.IntRange(1), help="Posts at the most from this source.")
@click.option("--full", is_flag=True, help="Read everything again, also what seems unchanged.")
@click.option("--anew", is_flag=True, help="Give up an interrupted crawl and begin again.")
@click.option("--every", type=Interval(), help="Crawl again and again: 90m, 6h, 1d. Ctrl-C ends it.")
@click.option("--background", is_flag=True, help="Return at once; see `caifeng jobs`.")
@json_option
@click.pass_context
def crawl(
    context: click.Context, /, url: str | None, folder: Path, every: "timedelta | None", background: bool,
    as_json: bool, anew: bool, full: bool, **options: Any,
) -> None:  # fmt: skip
    """Gather posts from the sources of a study, politely.

    With URL, that place is added to the study's sources and crawled; without it, all sources are.
    robots.txt is obeyed, one request at a time goes to a host, private addresses are refused unless
    study.toml allows them. Posts that are there already are not taken twice. After an interruption
    the same command goes on where it stood, for up to a week. After a complete crawl it reads what may
    have changed and says what is new, changed and gone; --full reads everything. The exit code is 1
    when no source gave anything.

    \b
    caifeng crawl https://forum.example.org/c/feedback --study tea --subject "Example Tea"
    caifeng crawl --study tea
    caifeng crawl --study tea --every 6h
    """
    if every is not None and (background or anew):
        raise click.UsageError("--every goes with neither --background nor --anew")
    if background and full:
        raise click.UsageError("--full does not go with --background")
    from crawler.jobs.signals import ended_by_term
    from crawler.study import load_study

    study = open_study(folder, gathering=True)
    known = study.config.sources
    if url:
        study = _with_source(study, url, options, later=background or every is not None)
    else:
        _refuse(context)
    if background:
        _start(study, url, anew=anew, as_json=as_json)
    elif every is not None:
        with ended_by_term():
            repeat(every, lambda: _crawl(load_study(folder), url, full=full, as_json=as_json).status)
    else:
        report = _crawl(study, url, anew=anew, full=full, as_json=as_json)
        _take_out_closed(study, study.config.sources[len(known) :], report)
        if report.status != "done":
            context.exit(1)


def _crawl(
    study: "Study", url: str | None, *, anew: bool = False, full: bool = False, as_json: bool = False
) -> "CrawlReport":
    """Crawl once and show what came."""
    from crawler.launch import run_crawl

    with progress() as show:
        report = run_crawl(study, only=url, anew=anew, full=full, progress=show)
    if as_json:
        put_json({**asdict(report), "counts": dict(report.counts)})
    else:
        _print(report)
    return report


def _take_out_closed(study: "Study", added: "Sequence[SourceSection]", report: "CrawlReport") -> None:
    """A source that this call added, and from which nothing may be fetched, does not stay in the study."""
    from crawler.add_source import take_out_source
    from crawler.outcome import is_closed

    closed = {seed.url for seed in report.seeds if is_closed(seed)}
    for source in added:
        if source.url in closed and take_out_source(study.folder, source):
            say(f"{source.url}: nothing may be fetched there, so it was taken out of study.toml again")


def _start(study: "Study", url: str | None, *, anew: bool, as_json: bool) -> None:
    from crawler.jobs import start

    handle = start(study, only=url, anew=anew)
    if as_json:
        put_json(asdict(handle))
        return
    numbers = ", ".join(map(str, handle.jobs))
    say(f"Crawling in the background: job {numbers}. See: caifeng jobs --study {study.folder}")


def _with_source(study: "Study", url: str, options: dict[str, Any], *, later: bool) -> "Study":
    """The study with this source; `later`: nobody will look whether its first crawl was let in."""
    from crawler.add_source import add_source, refuse_private
    from crawler.config import SourceSection
    from crawler.errors import UsageProblem
    from crawler.urls import checked_url
    from spiders.registry import source_names

    if checked_url(url) is None:
        raise UsageProblem(
            "is no http:// or https:// address", where=url, hint="https://… as the browser shows it"
        )
    if options["source"] not in source_names():
        raise UsageProblem(
            f"there is no source {options['source']!r}", where="--source", hint=", ".join(source_names())
        )
    given = {name: value for name, value in options.items() if value is not None}
    if later and url not in {source.url for source in study.config.sources}:
        refuse_private(study, url)
    return add_source(study.folder, SourceSection(url=url, **given))


def _refuse(context: click.Context) -> None:
    """Options that describe a source have no meaning without one."""
    own = ("source", "subject", "brand_role", "query", "tag", "since", "until", "limit")
    given = [
        name for name in own if context.get_parameter_source(name) is click.core.ParameterSource.COMMANDLINE
    ]
    if given:
        raise click.UsageError(
            f"--{given[0].replace('_', '-')} describes a URL: give one, or edit study.toml"
        )


def _print(report: "CrawlReport") -> None:
    put_table(
        ("source", "seed", "found/expected", "reason"),
        [(s.source, s.url, found_of_expected(s.collected, s.expected), s.reason) for s in report.seeds],
    )
    put(counts_line(report.counts))
    put_alarms(report.alarms)
    for note in report.notes:
        say(note)
