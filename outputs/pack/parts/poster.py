"""The journey poster: filled, half filled and blank, as A0 and A1, on A4 sheets to glue, and as a picture."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from mining.records import KINDS
from mining.taxonomy_model import UNASSIGNED
from outputs.pack.card import PackCard, cited
from outputs.pack.dates import moment
from outputs.pack.paper import Sheet, lay_out, write_document
from outputs.pack.pdfium import picture, tiles
from outputs.pack.report import NOTHING, Made
from outputs.pack.view import PackView
from outputs.report.charts import emotion_strip
from outputs.report.journey import MOST_TOUCHPOINTS, feeling

Mode = Literal["filled", "half", "blank"]
MODES: tuple[Mode, ...] = ("filled", "half", "blank")
SIZES = {"A1": (841.0, 594.0), "A0": (1189.0, 841.0)}  # mm, landscape
MOST_IN_CELL = 4
PIXELS = 3_300  # across A1: 100 dots an inch
_A4, _MARGIN = (210.0, 297.0), 10.0
_COLUMNS, _ROWS = 4, 2
_WIDE = 141.4  # rem: the ratio of A paper
_LANES = (
    ("touchpoints", "touchpoints", 6.6),
    ("thoughts", "thoughts", 13.0),
    ("scenario", "scenarios", 13.0),
    ("pain", "pains", 12.6),
    ("need", "needs", 9.2),
    ("ideas", "ideas", 11.2),
)
_SHOWN: Mapping[Mode, tuple[str, ...]] = {
    "filled": ("touchpoints", "thoughts", *KINDS),
    "half": ("touchpoints", "thoughts"),
    "blank": (),
}


@dataclass(frozen=True, slots=True)
class Lane:
    """A row of the poster; height in hundredths of the poster's."""

    key: str
    name: str
    height: float


@dataclass(frozen=True, slots=True)
class Column:
    """A phase with what stands in each lane."""

    key: str
    name: str
    people: int
    cells: Mapping[str, Sequence[Any]]


def columns(view: PackView) -> list[Column]:
    """The phases, accepted findings first in each cell, at most four."""
    told = {column.key: column for column in view.journey.columns}
    made = []
    for row in view.grid.rows:
        if row.phase == UNASSIGNED:
            continue
        column = told[row.phase]
        cells: dict[str, Sequence[Any]] = {
            "touchpoints": [(s.name[view.language], s.people) for s in row.touchpoints[:MOST_TOUCHPOINTS]],
            "thoughts": [("＋", q) for q in column.liked] + [("－", q) for q in column.disliked],
            "ideas": (),
        }
        for kind in KINDS:
            cells[kind] = _cards(view, [finding.finding_id for finding in row.findings(kind)])
        made.append(Column(row.phase, row.name[view.language], row.people, cells))
    return made


def _cards(view: PackView, ids: Sequence[str]) -> list[PackCard]:
    """In the order of the view, which has accepted ones first."""
    return [card for card in view.cards if card.id in set(ids)][:MOST_IN_CELL]


def make(view: PackView) -> Iterator[Made]:
    """PDF in A1, A0 and A4 tiles for each mode, PNG of the filled one."""
    stages = columns(view)
    cards = [card for column in stages for kind in KINDS for card in column.cells[kind]]
    for mode in MODES:
        shows = cited(cards) if mode == "filled" else NOTHING
        context = _context(view, mode, stages, any(card.unreviewed for card in cards))
        fit: dict[str, int] = {}
        width, height = SIZES["A1"]
        sheet = Sheet(
            f"journey-{mode}.A1.{view.language}.pdf", "poster.html.j2",
            f"{view.brand}: {view.words('poster.title')}", f"{width}mm {height}mm", shows,
            base=f"{height / 100}mm",
        )  # fmt: skip
        document = lay_out(view, sheet, context, fit)
        for size, (across, _) in SIZES.items():
            data = write_document(view, sheet, document, zoom=across / width)
            yield Made(f"journey-{mode}.{size}.{view.language}.pdf", data, shows)
            if mode == "filled" and size == "A1":
                yield Made(f"journey-filled.{view.language}.png", picture(data, width=PIXELS), shows)
        yield _tiled(view, mode, context, fit, shows)


def _context(view: PackView, mode: Mode, stages: Sequence[Column], unreviewed: bool) -> dict[str, Any]:
    rows = [row for row in view.grid.rows if row.phase != UNASSIGNED]
    feelings = [feeling(row.name[view.language], row.emotion) for row in rows]
    return {
        "mode": mode,
        "columns": stages,
        "lanes": [Lane(key, view.words(f"journey.{word}"), height) for key, word, height in _LANES],
        "shown": _SHOWN[mode],
        "strip": emotion_strip(feelings, width=1284.0, height=140.0),
        "caption": view.journey.caption,
        "unreviewed": unreviewed and mode == "filled",
        "wide": _WIDE,
        "marks": (),
        "names": (),
    }


def _tiled(view: PackView, mode: Mode, context: Mapping[str, Any], fit: dict[str, int], shows: Any) -> Made:
    """The poster over eight A4 sheets; each shows a strip of its neighbours to glue on."""
    across, down = _A4[0] - 2 * _MARGIN, _A4[1] - 2 * _MARGIN
    base = across * _COLUMNS / _WIDE
    height = base * 100
    sheet = Sheet(
        f"journey-{mode}.A4-tiles.{view.language}.pdf", "poster.html.j2",
        f"{view.brand}: {view.words('poster.title')}", f"{across * _COLUMNS}mm {down * _ROWS}mm", shows,
        base=f"{base}mm",
    )  # fmt: skip
    whole = {**context, "marks": _marks(across, down), "names": _names(view, across, height)}
    poster = write_document(view, sheet, lay_out(view, sheet, whole, fit))
    windows = [
        (across * column - _MARGIN, down * row - _MARGIN)
        for row in range(_ROWS)
        for column in range(_COLUMNS)
    ]
    return Made(sheet.name, tiles(poster, windows, _A4, moment(view.state)), shows)


def _marks(across: float, down: float) -> list[tuple[float, float, float, float]]:
    """Short lines where the sheets meet: left, top, width, height in mm."""
    upright = [
        (across * column - 0.1, max(0.0, down * row - 4), 0.2, 8.0)
        for column in range(1, _COLUMNS)
        for row in range(_ROWS + 1)
    ]
    level = [(max(0.0, across * column - 4), down - 0.1, 8.0, 0.2) for column in range(_COLUMNS + 1)]
    return upright + level


def _names(view: PackView, across: float, height: float) -> list[tuple[float, float, str]]:
    """What each sheet is called, above the poster and below it, where nothing else stands."""
    return [
        (
            across * column + 2,
            1.5 if row == 0 else height + 3,
            view.words("poster.tile", row=row + 1, column=column + 1),
        )
        for row in range(_ROWS)
        for column in range(_COLUMNS)
    ]
