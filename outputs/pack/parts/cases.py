"""Case cards: four to six findings to tell at the beginning, as cards and as slides."""

from collections.abc import Iterator
from dataclasses import dataclass

from mining.taxonomy_model import NOT_PLACES
from outputs.pack.card import PackCard, cited
from outputs.pack.dates import moment
from outputs.pack.deck_cards import end_slide, finding_slide
from outputs.pack.paper import Sheet, print_sheet
from outputs.pack.parts.scenario_cards import in_fours
from outputs.pack.report import Made
from outputs.pack.slides import Deck
from outputs.pack.view import PackView

MOST = 6


@dataclass(frozen=True, slots=True)
class Case:
    """A finding as a case, and how people feel in its phase."""

    number: int
    card: PackCard
    feeling: str


def cases(view: PackView) -> list[Case]:
    """Pains and scenarios in turn, so that what goes wrong and what is lived stand beside each other."""
    reviewed = [
        [c for c in group if not c.unreviewed] or list(group) for group in (view.pains, view.scenarios)
    ]
    mixed = [card for pair in zip(*reviewed, strict=False) for card in pair]
    rest = [card for group in reviewed for card in group if card not in mixed]
    return [Case(n, card, feeling(view, card)) for n, card in enumerate((mixed + rest)[:MOST], start=1)]


def feeling(view: PackView, card: PackCard) -> str:
    """What the emotion curve says of the card's phase, in words."""
    rows = view.material.places.get(card.id, {}).get("phase", ())
    key = rows[0].key if rows else ""
    row = next((row for row in view.grid.rows if row.phase == key and key not in NOT_PLACES), None)
    if row is None or row.emotion is None or row.emotion.mean is None:
        return view.words("cases.none")
    word = {"peak": "high", "valley": "low"}.get(row.emotion.turn, "flat")
    mean = f"{row.emotion.mean:+.1f}".replace("-", "−")
    return view.words(
        f"cases.{word}",
        phase=row.name[view.language],
        mean=mean,
        people=view.material.people(row.emotion.people),
    )


def make(view: PackView) -> Iterator[Made]:
    """A PDF of cards and a PPTX; nothing where there is no finding."""
    chosen = cases(view)
    if not chosen:
        return
    shown = cited([case.card for case in chosen])
    title = f"{view.brand}: {view.words('artefact.case_cards')}"
    name = f"case-cards.{view.language}"
    sheet = Sheet(f"{name}.pdf", "case_cards.html.j2", title, "A4 portrait", shown, base="11pt")
    yield print_sheet(view, sheet, {"sheets": in_fours(chosen)})
    deck = Deck(title, view.origin, moment(view.state))
    for case in chosen:
        left = [
            case.card.card.statement,
            f"{view.words('card.feeling')}: {case.feeling}",
            view.words("cases.ask"),
        ]
        finding_slide(deck, view, case.card, [line for line in left if line])
    end_slide(deck, view)
    yield Made(f"{name}.pptx", deck.data(), shown)
