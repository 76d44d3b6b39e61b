"""The first page: what was collected, from where, when, what is missing; the limits before all."""

from collections import Counter
from typing import Any

from starlette.responses import Response

from crawler.store.runs import list_runs
from mining.overlay import STATUSES, ShownFinding
from mining.records import KINDS
from outputs.material.overview import LIMITS
from outputs.web.counting import collected_state, count_collected
from outputs.web.derived import Value
from outputs.web.desk import WHO_COOKIE, YEAR, Desk
from outputs.web.forms import Form
from outputs.web.page import Page

MOST_SEEDS = 30
MOST_RUNS = 12


def home(desk: Desk) -> Response:
    """The whole page; its figures come later where a large study is first counted."""
    shown = desk.overlay.shown
    runs = list_runs(desk.store)
    return desk.render(
        "home.html.j2",
        limits=LIMITS,
        counted=counted(desk),
        table=statuses(shown),
        kinds=KINDS,
        unreviewed=sum(not item.reviewed for item in shown),
        total=len(shown),
        starred=sum(item.starred for item in shown),
        mined=desk.overlay.run_id is not None,
        runs=runs[-MOST_RUNS:][::-1],
        most_seeds=MOST_SEEDS,
    )


def figures(desk: Desk) -> Response:
    """The part with the figures, which asks again for itself until they are counted."""
    return desk.render("home_figures.html.j2", counted=counted(desk), most_seeds=MOST_SEEDS)


def counted(desk: Desk) -> Value | None:
    """The facts of page one, or None while they are first counted."""
    return desk.shared.derived.get(desk.store, "collected", collected_state(desk.store), count_collected)


def statuses(shown: tuple[ShownFinding, ...]) -> list[dict[str, Any]]:
    """One row for each status that occurs, with how many findings of each kind have it."""
    by = Counter((item.status, item.kind) for item in shown)
    rows = [
        {"status": status, "kinds": [by[status, kind] for kind in KINDS]}
        for status in STATUSES
    ]  # fmt: skip
    return [row for row in rows if any(row["kinds"])]


def set_who(desk: Desk, form: Form) -> Response:
    """Remember under which name this browser decides."""
    from urllib.parse import quote

    answer = desk.go(form.one("back"), said="who")
    name = " ".join(form.one("who").split())
    answer.set_cookie(WHO_COOKIE, quote(name[:60]), max_age=YEAR, samesite="strict", httponly=True)
    return answer


PAGE = Page(
    "home",
    reads={"/": home, "/home/figures": figures},
    writes={"/who": set_who},
    nav=10,
    home="/",
)
