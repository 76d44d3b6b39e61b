"""`caifeng plan`: what a crawl would take, before it is begun."""

from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from outputs.cli.common import json_option, open_study, put, put_json, say

if TYPE_CHECKING:
    from spiders.planning import SourcePlan, StudyPlan


@click.command("plan")
@click.argument("url", required=False)
@click.option(
    "--study",
    "folder",
    type=click.Path(path_type=Path),
    envvar="CAIFENG_STUDY",
    help="Folder of the study (or set CAIFENG_STUDY); not needed for a URL.",
)
@json_option
def plan_command(url: str | None, folder: Path | None, as_json: bool) -> None:
    """What a crawl would take, found out with few requests.

    For each source of the study, or for URL: which engine it is and how sure that is, what robots.txt
    says, how many posts the source states to have, how many requests and how long that takes at the
    polite rate, and what will not be taken, and why. Asks for robots.txt and one or two pages of each
    source; stores nothing.

    \b
    caifeng plan --study tea
    caifeng plan https://forum.example.org/c/feedback
    """
    found = _planned(url, folder)
    if as_json:
        put_json(asdict(found))
        return
    for one in found.sources:
        for line in _lines(one):
            put(line)
        put()
    put(f"all together: {_time(found.seconds_least, found.seconds_most)}, hosts side by side")
    say(f"{found.requests_made} requests were made for this plan; nothing was stored")


def _planned(url: str | None, folder: Path | None) -> "StudyPlan":
    from crawler.config import SourceSection, StudyConfig, StudySection
    from crawler.errors import UsageProblem
    from crawler.urls import checked_url
    from spiders.planning import plan

    if url is None and folder is None:
        raise click.UsageError("Give a URL, or a study by --study.")
    if url is not None and checked_url(url) is None:
        raise UsageProblem("is no http:// or https:// address", where=url)
    study = open_study(folder, gathering=True) if folder is not None else None
    config = study.config if study is not None else StudyConfig(study=StudySection(name="plan"))
    if url is None:
        return plan(config, study=study)
    named = [section for section in config.sources if section.url == url]
    return plan(config, named or [SourceSection(url=url)], study=study)


def _lines(one: "SourcePlan") -> Iterator[str]:
    yield one.url
    if one.engine is None:
        yield f"  engine      none known: {one.why or 'the page could not be looked at'}"
    else:
        yield f"  engine      {one.engine}, {one.score:.0%} sure: {one.why}"
    asked = f", asks for {one.crawl_delay:g} s between requests" if one.crawl_delay else ""
    yield f"  robots.txt  {one.robots}{asked}"
    stated = "not stated" if one.expected is None else f"{one.expected}"
    yield f"  posts       {stated}; {one.posts_on_first_page} on the first page; limit {one.limit}"
    yield f"  requests    {_requests(one)}; at most {one.max_pages}"
    yield f"  time        {_time(one.seconds_least, one.seconds_most)}, one request in {one.delay:g} s"
    for what in one.not_taken:
        yield f"  not taken   {what}"
    for problem in one.problems:
        yield f"  problem     {problem}"


def _requests(one: "SourcePlan") -> str:
    if one.basis == "nothing":
        return "none: there is nothing to take"
    if one.basis == "stated":
        return f"about {one.requests_least}, from the total that the source states"
    return f"{one.requests_least} or more, from the links of the first page; up to {one.requests_most}"


def _time(least: float, most: float) -> str:
    return _span(least) if least == most else f"{_span(least)} to {_span(most)}"


def _span(seconds: float) -> str:
    if seconds < 90:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 5_400 else f"{seconds / 3_600:.1f} h"
