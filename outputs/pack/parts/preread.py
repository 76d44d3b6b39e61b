"""The pre-read: two pages on where everything comes from, how much there is, and what it cannot tell."""

from collections.abc import Iterator, Sequence
from typing import Any

from outputs.material.overview import LIMITS, period, shares
from outputs.pack.card import PackCard, cited
from outputs.pack.paper import Sheet, lay_out, write_document
from outputs.pack.report import Made
from outputs.pack.view import PackView

MOST, FEWEST = 9, 3  # findings
PAGES = 2


def make(view: PackView) -> Iterator[Made]:
    """One PDF of two pages: it shows as many findings as they hold, those with most people."""
    heard = sorted(view.cards, key=lambda card: (card.unreviewed, -card.card.people, card.id))
    for count in range(MOST, FEWEST - 1, -1):
        sheet = _sheet(view, heard[:count])
        document = lay_out(view, sheet, _context(view, heard[:count]))
        if len(document.pages) <= PAGES:
            break
    yield Made(sheet.name, write_document(view, sheet, document), sheet.cited)


def _sheet(view: PackView, heard: Sequence[PackCard]) -> Sheet:
    return Sheet(
        f"pre-read.{view.language}.pdf",
        "preread.html.j2",
        f"{view.brand}: {view.words('preread.title')}",
        "A4 portrait",
        cited(heard),
        base="11pt",
    )


def _context(view: PackView, heard: Sequence[PackCard]) -> dict[str, Any]:
    return {
        "heard": heard,
        "accepted": sum(card.card.status == "accepted" for card in view.cards),
        "unreviewed": sum(card.unreviewed for card in view.cards),
        "period": period(view.material),
        "shares": shares(view.material),
        "limits": LIMITS,
    }
