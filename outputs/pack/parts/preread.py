"""The pre-read: two pages on where everything comes from, how much there is, and what it cannot tell."""

from collections.abc import Iterator

from outputs.material.overview import LIMITS, period, shares
from outputs.pack.card import cited
from outputs.pack.paper import Sheet, print_sheet
from outputs.pack.report import Made
from outputs.pack.view import PackView

MOST = 9


def make(view: PackView) -> Iterator[Made]:
    """One PDF of two pages."""
    heard = sorted(view.cards, key=lambda card: (card.unreviewed, -card.card.people, card.id))[:MOST]
    sheet = Sheet(
        f"pre-read.{view.language}.pdf",
        "preread.html.j2",
        f"{view.brand}: {view.words('preread.title')}",
        "A4 portrait",
        cited(heard),
        base="11pt",
    )
    context = {
        "heard": heard,
        "accepted": sum(card.card.status == "accepted" for card in view.cards),
        "unreviewed": sum(card.unreviewed for card in view.cards),
        "period": period(view.material),
        "shares": shares(view.material),
        "limits": LIMITS,
    }
    yield print_sheet(view, sheet, context)
