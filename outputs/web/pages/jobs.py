"""Crawl jobs: what they found of what is expected, a form for a new one, and one job watched live."""

from collections.abc import Mapping
from typing import Any

from starlette.responses import HTMLResponse, Response

from crawler.add_source import add_source
from crawler.config import SourceSection
from crawler.errors import CaifengError
from crawler.jobs import ask, listed, progress, start, tail
from crawler.store.coverage import list_alarms
from crawler.study import load_study
from outputs.alarms import alarm_texts
from outputs.web.desk import Desk
from outputs.web.forms import Form
from outputs.web.live import stream
from outputs.web.page import Page
from outputs.web.source_form import fields, read_source, typed

JOBS = 40  # the newest, on the page
LINES = 60  # of a job's log
ALL = "all"  # instead of a job's number: the list
NO_FORM: Mapping[str, str] = {}


def jobs(desk: Desk) -> Response:
    """The list and the form."""
    return _page(desk)


def _page(desk: Desk, status: int = 200, **more: Any) -> HTMLResponse:
    from spiders.registry import all_sources, source_names

    context: dict[str, Any] = {
        "typed": NO_FORM, "wrong": NO_FORM, "trouble": "", "plan": None, **more,
    }  # fmt: skip
    known = {source.name: source.title for source in all_sources()}
    return desk.render(
        "jobs.html.j2",
        status,
        views=listed(desk.store)[:JOBS],
        sources=desk.study.config.sources,
        alarms=alarm_texts(list_alarms(desk.store), desk.words),
        fields=fields(),
        names=[(name, known.get(name, "")) for name in source_names()],
        config=desk.study.config,
        **context,
    )


def job(desk: Desk) -> Response:
    """One job: live with script, as it stands without."""
    number = _number(desk)
    if number is None:
        return desk.render("job.html.j2", 404, view=None)
    return desk.render("job.html.j2", view=progress(desk.store, number), lines=_lines(desk, number))


def events(desk: Desk) -> Response:
    """The list or one job as server-sent events, anew whenever something changed."""
    number = None if desk.path("job_id") == ALL else _number(desk)
    if number is None and desk.path("job_id") != ALL:
        return desk.render("job.html.j2", 404, view=None)
    return stream(desk, lambda fresh: _shown(fresh, number))


def _shown(desk: Desk, number: int | None) -> tuple[str, bool]:
    """The live part of a page as HTML, and whether it may change still."""
    if number is None:
        views = listed(desk.store)[:JOBS]
        return desk.markup("jobs_table.html.j2", "table", desk.words, views), any(v.at_work for v in views)
    view = progress(desk.store, number)
    return desk.markup("job_live.html.j2", "live", view, _lines(desk, number)), view.at_work


def new(desk: Desk, form: Form) -> Response:
    """Preview the crawl that the form describes, or add its source to study.toml and start it."""
    if form.one("known"):
        return _start(desk, form.one("known"), typed(form))
    source = read_source(form, desk.study.config)
    if isinstance(source, dict):
        return _page(desk, 400, typed=typed(form), wrong=source)
    if form.one("do") == "plan":
        return _preview(desk, source, typed(form))
    try:
        desk.shared.study = add_source(desk.study.folder, source)
    except CaifengError as error:
        return _page(desk, 400, typed=typed(form), trouble=str(error))
    return _start(desk, source.url, typed(form))


def _start(desk: Desk, url: str, kept: Mapping[str, str]) -> Response:
    try:
        handle = start(load_study(desk.study.folder), only=url)
    except CaifengError as error:  # the page stays, and so does what was typed
        return _page(desk, 409, typed=kept, trouble=str(error))
    return desk.go(f"/jobs/{handle.jobs[0]}" if handle.jobs else "/jobs")


def _preview(desk: Desk, source: SourceSection, kept: Mapping[str, str]) -> Response:
    from spiders.planning import plan

    try:
        found = plan(desk.study.config, [source], study=desk.study)
    except CaifengError as error:
        return _page(desk, 409, typed=kept, trouble=str(error))
    return _page(desk, typed=kept, plan=found)


def steer(desk: Desk, form: Form) -> Response:
    """Pause, resume or stop a job."""
    number = _number(desk)
    if number is None:
        return desk.render("job.html.j2", 404, view=None)
    try:
        ask(desk.study, number, form.one("do"))
    except CaifengError as error:
        view = progress(desk.store, number)
        return desk.render("job.html.j2", 409, view=view, lines=_lines(desk, number), trouble=str(error))
    return desk.go(f"/jobs/{number}")


def _number(desk: Desk) -> int | None:
    text = desk.path("job_id")
    known = text.isdecimal() and len(text) < 10
    return int(text) if known and any(view.id == int(text) for view in listed(desk.store)) else None


def _lines(desk: Desk, number: int) -> list[str]:
    return [str(line) for line in tail(desk.study.folder, number, LINES)]


PAGE = Page(
    "jobs",
    reads={"/jobs": jobs, "/jobs/{job_id}": job, "/jobs/{job_id}/events": events},
    writes={"/jobs/new": new, "/jobs/{job_id}/ask": steer},
    nav=90,
    home="/jobs",
)
