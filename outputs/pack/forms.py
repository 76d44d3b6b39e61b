"""Sheets to work on, described once and made as PDF and as slides: canvases of blocks, and tables."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from outputs.pack.dates import moment
from outputs.pack.deck_cards import end_slide
from outputs.pack.paper import Sheet, print_sheet
from outputs.pack.report import NOTHING, Cited, Made
from outputs.pack.slides import MARGIN, WIDTH, Deck, table, text
from outputs.pack.view import PackView

FULL = 12  # columns of a canvas
_TOP, _BOTTOM, _GAP = 4.6, 17.4, 0.3  # cm on a slide


@dataclass(frozen=True, slots=True)
class Line:
    """Something that is printed already. `small` says where it comes from; `mark` that nobody reviewed it."""

    text: str
    small: str = ""
    mark: bool = False


@dataclass(frozen=True, slots=True)
class Block:
    """A box of a canvas: `span` of twelve columns, height as a share of the page; room to write is left."""

    title: str
    hint: str = ""
    lines: tuple[Line, ...] = ()
    span: int = FULL
    share: float = 0.25


@dataclass(frozen=True, slots=True)
class Canvas:
    """A page of blocks, row by row; the spans of a row add up to twelve."""

    title: str
    lead: str
    blocks: tuple[Block, ...]

    @property
    def rows(self) -> list[list[Block]]:
        """The blocks by row."""
        rows: list[list[Block]] = [[]]
        for block in self.blocks:
            if sum(other.span for other in rows[-1]) + block.span > FULL:
                rows.append([])
            rows[-1].append(block)
        return rows


@dataclass(frozen=True, slots=True)
class Grid:
    """A page with a table; `empty` rows to write on follow those that are filled, each `row` mm high."""

    title: str
    lead: str
    head: tuple[str, ...]
    widths: tuple[float, ...]
    rows: tuple[tuple[Line | str, ...], ...] = ()
    empty: int = 0
    row: float = 14.0
    notes: tuple[str, ...] = field(default=())


def form_pdf(
    view: PackView,
    name: str,
    title: str,
    pages: Sequence[Canvas | Grid],
    *,
    page: str = "A4 portrait",
    cited: Cited = NOTHING,
    base: str = "10pt",
) -> Made:
    """The pages as one PDF; `page` is the size of the paper."""
    whole = f"{view.brand}: {title}"
    sheet = Sheet(f"{name}.{view.language}.pdf", "forms.html.j2", whole, page, cited, base=base)
    height = {"A4 portrait": 232, "A4 landscape": 148, "A3 landscape": 232}[page]  # mm for the blocks
    kinds = [("canvas" if isinstance(item, Canvas) else "grid", item) for item in pages]
    return print_sheet(view, sheet, {"pages": kinds, "room": height})


def form_slides(
    view: PackView, name: str, title: str, pages: Sequence[Canvas | Grid], cited: Cited = NOTHING
) -> Made:
    """The same as slides to edit."""
    deck = Deck(f"{view.brand}: {title}", view.origin, moment(view.state))
    for item in pages:
        slide = deck.slide(item.title)
        text(slide, item.lead, (MARGIN, 3.1, WIDTH - 2 * MARGIN, 1.2), most=14)
        if isinstance(item, Canvas):
            _blocks(slide, item)
        else:
            _table(slide, item)
    end_slide(deck, view)
    return Made(f"{name}.{view.language}.pptx", deck.data(), cited)


def _blocks(slide: Any, item: Canvas) -> None:
    top = _TOP
    total = sum(max(block.share for block in row) for row in item.rows)
    for row in item.rows:
        height = (_BOTTOM - _TOP) * max(block.share for block in row) / total
        left = MARGIN
        for block in row:
            width = (WIDTH - 2 * MARGIN) * block.span / FULL
            lines = [block.title, block.hint, *(_told(line) for line in block.lines)]
            place = (left, top, width - _GAP, height - _GAP)
            text(slide, [line for line in lines if line], place, most=14, border=True)
            left += width
        top += height


_MOST_ROWS = 9


def _table(slide: Any, item: Grid) -> None:
    rows = [[_told(cell) for cell in row] for row in item.rows[:_MOST_ROWS]]
    rows += [[""] * len(item.head) for _ in range(min(item.empty, _MOST_ROWS - len(rows)))]
    place = (MARGIN, _TOP, WIDTH - 2 * MARGIN, _BOTTOM - _TOP - 0.4)
    table(slide, item.head, rows, place, widths=item.widths, most=14)


def _told(cell: Line | str) -> str:
    if isinstance(cell, str):
        return cell
    return f"{'▲ ' if cell.mark else ''}{cell.text}" + (f" ({cell.small})" if cell.small else "")
