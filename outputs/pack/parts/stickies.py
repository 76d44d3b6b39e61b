"""Sticky notes for Miro, FigJam and Mural: a table, one column a lane for the clipboard, and a vector PDF.

At most 200 in a file; a text is at most 140 Chinese or 200 other characters long.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

from outputs.exports.csv_file import table_text
from outputs.neutral import cut, guard_formula, visible
from outputs.pack.card import PackCard, cited
from outputs.pack.paper import Sheet, print_sheet
from outputs.pack.report import Made
from outputs.pack.view import PackView

BATCH = 200
LONGEST = {"zh": 140, "en": 200}
COLUMNS = ("text", "color", "phase", "lane", "n", "id", "status")
COLOURS = {"scenario": "BLUE", "pain": "PINK", "need": "YELLOW"}  # of the palette that FigJam has
ON_A_PAGE = 12
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Sticky:
    """One note. `text` is one line, without anything that acts."""

    text: str
    colour: str
    phase: str
    lane: str
    people: int
    id: str
    status: str


def stickies(view: PackView) -> list[Sticky]:
    """One note for each card."""
    return [_sticky(view, card) for card in view.cards]


def _sticky(view: PackView, card: PackCard) -> Sticky:
    mark = f"▲{card.card.status_word} " if card.unreviewed else ""
    words = cut(" ".join(visible(f"{mark}{card.card.title}").split()), LONGEST[view.language])
    return Sticky(
        words,
        COLOURS[card.card.kind],
        card.phase or view.words("places.unassigned"),
        card.card.kind_word,
        card.card.people,
        card.id,
        card.card.status_word,
    )


def make(view: PackView) -> Iterator[Made]:
    """CSV in batches, one TSV for each kind, and a PDF."""
    notes = stickies(view)
    if not notes:
        return
    shows = cited(view.cards)
    for number, batch in enumerate(batches(notes), start=1):
        rows = [(n.text, n.colour, n.phase, n.lane, n.people, n.id, n.status) for n in batch]
        name = f"stickies-{number}.{view.language}.csv"
        yield Made(name, table_text(COLUMNS, rows).encode("utf-8"), shows)
    for kind, cards in (("scenario", view.scenarios), ("pain", view.pains), ("need", view.needs)):
        lines = [guard_formula(_sticky(view, card).text) for card in cards]
        for number, part in enumerate(batches(lines), start=1):
            name = f"stickies-{kind}-{number}.{view.language}.tsv"
            yield Made(name, ("\r\n".join(part) + "\r\n").encode("utf-8"), cited(cards))
    title = f"{view.brand}: {view.words('artefact.stickies')}"
    sheet = Sheet(f"stickies.{view.language}.pdf", "stickies.html.j2", title, "A4 landscape", shows)
    pages = [notes[start : start + ON_A_PAGE] for start in range(0, len(notes), ON_A_PAGE)]
    yield print_sheet(view, sheet, {"pages": pages})


def batches(items: Sequence[T]) -> list[Sequence[T]]:
    """As many at a time as a whiteboard takes."""
    return [items[start : start + BATCH] for start in range(0, len(items), BATCH)]
