"""The map of clauses: tiles for the canvas, regions as a table, and findings made of what was chosen."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from starlette.responses import JSONResponse, Response

from crawler.errors import UsageProblem
from crawler.study import load_study
from mining.clause_map.build import map_facts, tile_rows
from mining.clause_map.project import METHODS
from mining.clause_map.tiles import DEEPEST
from mining.records import TYPES
from outputs.queries import Quote
from outputs.web.desk import Desk
from outputs.web.forms import Form
from outputs.web.page import Page
from outputs.web.reading import quotes_of

SIDE = 6  # regions across and down, in the table
MOST_CHOSEN = 300  # clauses of one choice
SHOWN = 40  # clauses of a region, to a page
ERRAND = "map"
KINDS = ("scenario", "pain", "need")


@dataclass(frozen=True, slots=True)
class Region:
    """A part of the map: how many clauses of each type lie in it, and one of them."""

    number: int
    row: int
    column: int
    clauses: int
    types: Sequence[tuple[str, int]]
    example: Quote | None


def show(desk: Desk) -> Response:
    """The canvas and the table of regions, or how to make the map."""
    facts = map_facts(desk.store)
    counted = None
    if facts:
        state = (facts.made_at, facts.placed)
        counted = desk.shared.derived.get(desk.store, "map-regions", state, count_regions)
    return desk.render(
        "map.html.j2",
        facts=facts,
        errand=desk.shared.errands.get(ERRAND),
        older=facts is not None and facts.made_at < _embedded(desk),
        counted=counted,
        regions=regions(desk, counted.data) if counted else [],
        deepest=DEEPEST,
        most=MOST_CHOSEN,
        side=SIDE,
        types=TYPES,
        methods=METHODS,
    )


def _embedded(desk: Desk) -> str:
    """When the clauses were last given vectors: a map from before lacks what came since."""
    ended = desk.store.value(
        "SELECT ended_at FROM runs WHERE id = (SELECT run_id FROM current_runs WHERE stage = 'embed')"
    )
    return str(ended or "")


def regions(desk: Desk, counted: Sequence[Sequence[Any]]) -> list[Region]:
    """The regions as they were counted, each with one of its clauses as it may be shown."""
    quotes = {quote.clause_id: quote for quote in quotes_of(desk, [first for _, _, first, _ in counted])}
    return [
        Region(
            cell, cell // SIDE + 1, cell % SIDE + 1, n, [(name, k) for name, k in types], quotes.get(first)
        )
        for cell, n, first, types in counted
    ]  # fmt: skip


_ROW, _COLUMN = (f"min({SIDE - 1}, CAST({axis} * {SIDE} AS INTEGER))" for axis in "yx")
_CELL = f"({_ROW} * {SIDE} + {_COLUMN})"


def count_regions(folder: Path) -> list[list[Any]]:
    """[cell, clauses, one clause, [[type, clauses]]] of the regions that hold any, row by row.

    A clause of several types counts by its first.
    """
    types: dict[int, list[list[Any]]] = {}
    with load_study(folder).open() as store:
        rows = store.rows(
            f"SELECT {_CELL} AS cell, json_extract(types, '$[0]') AS type, count(*) AS n,"  # noqa: S608 - ours
            " min(clause_points.clause_id) AS first FROM clause_points JOIN labels USING (clause_id)"
            " GROUP BY 1, 2 ORDER BY 1, 3 DESC"
        )
    first: dict[int, str] = {}
    for row in rows:
        types.setdefault(row["cell"], []).append([row["type"], row["n"]])
        first[row["cell"]] = min(row["first"], first.get(row["cell"], row["first"]))
    return [
        [cell, sum(n for _, n in found), first[cell], [pair for pair in found if pair[0]]]
        for cell, found in types.items()
    ]


def tile(desk: Desk) -> Response:
    """One tile as JSON: [clause, x, y, number of its first type] for each point."""
    level, number = (_whole(desk.path(name)) for name in ("level", "tile"))
    if level is None or number is None or level > DEEPEST or number >= 4**level:
        return JSONResponse({"points": []}, status_code=404)
    points = [
        [row["clause_id"], round(row["x"], 4), round(row["y"], 4), _type(row["types"])]
        for row in tile_rows(desk.store, level, number)
    ]
    return JSONResponse({"points": points}, headers={"Cache-Control": "private, max-age=300"})


def _type(stored: str) -> int:
    names = json.loads(stored)
    return TYPES.index(names[0]) if names and names[0] in TYPES else len(TYPES)


def words(desk: Desk) -> Response:
    """The words of one clause as JSON, hidden ones hidden."""
    quotes = quotes_of(desk, [desk.path("clause_id")])
    if not quotes:
        return JSONResponse({"text": ""}, status_code=404)
    from outputs.neutral import cut, visible

    return JSONResponse({"text": visible(cut(quotes[0].text, 300)), "language": quotes[0].language or "und"})


def region(desk: Desk) -> Response:
    """The clauses of one region, to be chosen from."""
    number = _whole(desk.path("cell"))
    if number is None or number >= SIDE * SIDE:
        return desk.render("map_chosen.html.j2", 404, **_chosen([], "", 1, 1))
    total = int(desk.store.value(f"SELECT count(*) FROM clause_points WHERE {_CELL} = ?", (number,)))  # noqa: S608
    pages = max(1, -(-total // SHOWN))
    page = desk.number("page", 1, low=1, high=pages)
    rows = desk.store.rows(
        f"SELECT clause_id FROM clause_points WHERE {_CELL} = ? ORDER BY level, clause_id LIMIT ? OFFSET ?",  # noqa: S608
        (number, SHOWN, (page - 1) * SHOWN),
    )
    quotes = quotes_of(desk, [row["clause_id"] for row in rows])
    name = desk.words("map.region_at", row=number // SIDE + 1, column=number % SIDE + 1)
    return desk.render("map_chosen.html.j2", **_chosen(quotes, name, page, pages))


def chosen(desk: Desk, form: Form) -> Response:
    """The clauses that were drawn around, to be looked at and made a finding."""
    ids = list(dict.fromkeys(form.many("clause")))[:MOST_CHOSEN]
    quotes = quotes_of(desk, ids)
    if not quotes:
        raise UsageProblem("no clause was chosen", hint="draw around some points of the map")
    context = _chosen(quotes, desk.words("map.drawn"), 1, 1)
    return desk.render("map_chosen.html.j2", **{**context, "picked": True})


def _chosen(quotes: Sequence[Quote], name: str, page: int, pages: int) -> dict[str, Any]:
    return {"quotes": quotes, "name": name, "page": page, "pages": pages, "kinds": KINDS, "picked": False}


def make(desk: Desk, form: Form) -> Response:
    """Begin making the map in the background."""
    method = form.one("method")
    if method not in METHODS:
        raise UsageProblem(f"there is no method {method!r}", hint=", ".join(METHODS))
    study = f"--study={desk.study.folder.resolve()}"
    desk.shared.errands.begin(ERRAND, ["map", study, f"--method={method}"])
    return desk.go("/map")


def _whole(text: str) -> int | None:
    return int(text) if text.isdecimal() and len(text) < 7 else None


PAGE = Page(
    "map",
    reads={
        "/map": show,
        "/map/tiles/{level}/{tile}": tile,
        "/map/words/{clause_id}": words,
        "/map/region/{cell}": region,
    },
    writes={"/map/chosen": chosen, "/map/make": make},
    nav=40,
    home="/map",
)
