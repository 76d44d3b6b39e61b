"""Slides with native text and tables, an East-Asian font on every run, and a frozen date."""

import io
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from pptx import Presentation
from pptx.dml.color import RGBColor
from pptx.enum.text import MSO_ANCHOR, MSO_AUTO_SIZE
from pptx.oxml.ns import qn
from pptx.util import Cm, Pt

from outputs.neutral import visible
from outputs.pack.frozen import freeze
from outputs.pack.measure import GAP, size_for

LATIN, EAST_ASIAN = "Arial", "Microsoft YaHei"
WIDTH, HEIGHT, MARGIN = 33.867, 19.05, 1.5  # cm, 16:9
INK, SOFT, LINE = (RGBColor(n, n, n) for n in (0x11, 0x55, 0x99))  # type: ignore[no-untyped-call]
_TOP, _FOOT = 3.4, 17.75
_BLANK = 6  # layout without placeholders in python-pptx's own template


class Deck:
    """A deck that grows slide by slide; `data()` ends it."""

    def __init__(self, title: str, origin: str, at: datetime) -> None:
        self._deck = Presentation()
        self._deck.slide_width, self._deck.slide_height = Cm(WIDTH), Cm(HEIGHT)
        self._origin = origin
        self._at = at
        core = self._deck.core_properties
        core.title, core.author, core.last_modified_by = visible(title), "caifeng", "caifeng"
        core.created = core.modified = core.last_printed = at.replace(tzinfo=None)
        core.revision = 1

    def slide(self, title: str, *, mark: str = "") -> Any:
        """A new slide with its title, and the word that marks what nobody has reviewed."""
        slide = self._deck.slides.add_slide(self._deck.slide_layouts[_BLANK])
        room = WIDTH - 2 * MARGIN - (6.5 if mark else 0)
        text(slide, title, (MARGIN, 0.8, room, 2.3), most=28, bold=True, anchor=MSO_ANCHOR.MIDDLE)
        if mark:
            text(slide, f"▲ {mark}", (WIDTH - MARGIN - 6.2, 0.9, 6.2, 1.1), most=14, bold=True)
        text(slide, self._origin, (MARGIN, _FOOT, WIDTH - 2 * MARGIN, 0.9), most=9, colour=SOFT)
        return slide

    def data(self) -> bytes:
        """The deck as a file."""
        buffer = io.BytesIO()
        self._deck.save(buffer)
        return freeze(buffer.getvalue(), self._at)


Place = tuple[float, float, float, float]  # left, top, width, height in cm


def text(
    slide: Any,
    words: str | Sequence[str],
    place: Place,
    *,
    most: float = 18,
    bold: bool = False,
    colour: RGBColor = INK,
    anchor: Any = MSO_ANCHOR.TOP,
    border: bool = False,
) -> Any:
    """A text box whose type is as large as fits, `most` points at the most; one paragraph for each string."""
    lines = [words] if isinstance(words, str) else list(words)
    left, top, width, height = place
    shape = slide.shapes.add_textbox(Cm(left), Cm(top), Cm(width), Cm(height))
    frame = shape.text_frame
    frame.word_wrap, frame.vertical_anchor, frame.auto_size = True, anchor, MSO_AUTO_SIZE.NONE
    frame.margin_left = frame.margin_right = Cm(0.2 if border else 0)
    frame.margin_top = frame.margin_bottom = Cm(0.15 if border else 0)
    if border:
        shape.line.color.rgb, shape.line.width = LINE, Pt(1)
    size = size_for(lines, width - (0.4 if border else 0), height - (0.3 if border else 0), most=most)
    for number, line in enumerate(lines):
        paragraph = frame.paragraphs[0] if number == 0 else frame.add_paragraph()
        paragraph.space_after = Pt(size * GAP)
        run(paragraph, line, size, bold=bold, colour=colour)
    return shape


def run(paragraph: Any, words: str, size: float, *, bold: bool = False, colour: RGBColor = INK) -> None:
    """One run of text as it is, with both fonts named."""
    made = paragraph.add_run()
    made.text = " ".join(visible(words).split())
    made.font.size, made.font.bold, made.font.name = Pt(size), bold, LATIN
    made.font.color.rgb = colour
    properties = made._r.get_or_add_rPr()  # noqa: SLF001 - python-pptx names no East-Asian font
    for tag in ("a:ea", "a:cs"):
        element = properties.makeelement(qn(tag), {"typeface": EAST_ASIAN})
        properties.append(element)


def table(
    slide: Any,
    head: Sequence[str],
    rows: Sequence[Sequence[str]],
    place: Place,
    *,
    widths: Sequence[float] | None = None,
    most: float = 14,
) -> Any:
    """A native table over the place given; type as large as its fullest cell allows."""
    left, top, width, height = place
    shares = list(widths or [1.0] * len(head))
    columns = [width * share / sum(shares) for share in shares]
    shape = slide.shapes.add_table(len(rows) + 1, len(head), Cm(left), Cm(top), Cm(width), Cm(height))
    grid = shape.table
    plain = grid._tbl.tblPr  # noqa: SLF001 - the style is named in the XML only
    plain.find(qn("a:tableStyleId")).text = "{5940675A-B579-460E-94D1-54222C63F5DA}"  # no fill, black grid
    each = (height - 1.0) / max(1, len(rows))
    size = min(
        (
            size_for([cell], columns[n] - 0.5, each - 0.25, most=most, least=6)
            for row in rows
            for n, cell in enumerate(row)
        ),
        default=most,
    )
    for n, column in enumerate(columns):
        grid.columns[n].width = Cm(column)
    grid.rows[0].height = Cm(1.0)
    for n in range(1, len(rows) + 1):
        grid.rows[n].height = Cm(each)
    for r, row in enumerate([head, *rows]):
        for c, cell in enumerate(row):
            _cell(grid.cell(r, c), cell, size, bold=r == 0)
    return grid


def _cell(cell: Any, words: str, size: float, *, bold: bool) -> None:
    cell.margin_left = cell.margin_right = Cm(0.2)
    cell.margin_top = cell.margin_bottom = Cm(0.1)
    run(cell.text_frame.paragraphs[0], words, size, bold=bold)
