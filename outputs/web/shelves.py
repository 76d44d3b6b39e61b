"""The shelves beside the main one: the cards on them, and why each stands there."""

from dataclasses import dataclass

from starlette.responses import Response

from mining.overlay import ShownFinding
from mining.records import Shelf
from outputs.web.cards import CardView, make_cards
from outputs.web.desk import Desk

CARDS = 24  # to a page


@dataclass(frozen=True, slots=True)
class Shelved:
    """A card and the reasons why it stands on this shelf, in words."""

    card: CardView
    reasons: tuple[str, ...]


def show_shelf(desk: Desk, shelf: Shelf) -> Response:
    """The page of a shelf: those still to be judged first, each with its reasons."""
    items = [item for item in desk.overlay.shown if item.finding.shelf == shelf and not item.hidden]
    items.sort(key=lambda item: (item.status != "new", _place(item), item.finding.rank, item.id))
    pages = max(1, -(-len(items) // CARDS))
    page = desk.number("page", 1, low=1, high=pages)
    shown = items[(page - 1) * CARDS : page * CARDS]
    entries = [Shelved(card, reasons(desk, card.item)) for card in make_cards(desk, shown)]
    return desk.render(
        "shelf.html.j2",
        shelf=shelf,
        entries=entries,
        total=len(items),
        page=page,
        pages=pages,
        address=desk.request.url.path + "?" + desk.request.url.query,
    )


def reasons(desk: Desk, item: ShownFinding) -> tuple[str, ...]:
    """Why a finding stands where it stands, from the parts that it was measured by."""
    found = _unusual(desk, item) if item.finding.shelf == "innovated" else _weak(desk, item)
    return (*found, *_thin(desk, item))


def _unusual(desk: Desk, item: ShownFinding) -> list[str]:
    bits = item.finding.components.get("surprise")
    if bits is None:
        return [desk.words("innovated.old")]
    share = 2.0**-bits
    told = [desk.words("innovated.surprise", bits=f"{bits:.1f}", one_in=round(1 / share))]
    if item.finding.components.get("oddness"):
        words = desk.words("innovated.join").join(item.finding.terms)
        told.insert(0, desk.words("innovated.words", words=words))
    return told


def _weak(desk: Desk, item: ShownFinding) -> list[str]:
    from mining.discover.groups import FIRM_TELLING, MIN_LIKENESS

    parts, found = item.finding.components, []
    if parts.get("telling", FIRM_TELLING) < FIRM_TELLING:
        words = {"value": f"{parts['telling']:.2f}", "least": f"{FIRM_TELLING:.2f}"}
        found.append(desk.words("weak.telling", **words))
    if parts.get("quotes_alike", MIN_LIKENESS) < MIN_LIKENESS:
        words = {"value": f"{parts['quotes_alike']:.2f}", "least": f"{MIN_LIKENESS:.2f}"}
        found.append(desk.words("weak.unlike", **words))
    return found or [desk.words("weak.old")]


def _thin(desk: Desk, item: ShownFinding) -> list[str]:
    """What holds on any shelf: few people, one source."""
    found = []
    least = desk.study.config.mining.min_people
    if item.finding.people <= least:
        found.append(desk.words("weak.few", n=item.finding.people))
    if item.finding.components.get("sources") == 1:
        found.append(desk.words("weak.one_source"))
    return found


def _place(item: ShownFinding) -> float:
    """Unusual situations in the order of mining; weak signals of more people first."""
    return item.finding.rank if item.finding.shelf == "innovated" else -item.finding.people
