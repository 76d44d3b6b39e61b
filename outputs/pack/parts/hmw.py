"""The how-might-we deck: one slide for each pain and need, with three questions and the words behind it."""

from collections.abc import Iterator

from outputs.pack.card import PackCard, cited
from outputs.pack.dates import moment
from outputs.pack.deck_cards import end_slide, finding_slide
from outputs.pack.report import Made
from outputs.pack.slides import MARGIN, WIDTH, Deck, text
from outputs.pack.view import PackView

MOST = 24


def questions(view: PackView) -> list[PackCard]:
    """Pains and needs, those that people accepted first."""
    found = [*view.pains, *view.needs]
    return sorted(found, key=lambda card: card.unreviewed)[:MOST]


def make(view: PackView) -> Iterator[Made]:
    """One deck; nothing where there is neither pain nor need."""
    cards = questions(view)
    if not cards:
        return
    t = view.words
    title = f"{view.brand}: {t('hmw.title')}"
    deck = Deck(title, view.origin, moment(view.state))
    slide = deck.slide(title)
    text(slide, t.lines("hmw.rules"), (MARGIN, 3.6, WIDTH - 2 * MARGIN, 13), most=24)
    for card in cards:
        kinds = (t("hmw.remove"), t("hmw.amplify"), t("hmw.question"))
        lines = [f"{kind}: {asked}" for kind, asked in zip(kinds, card.how_might_we, strict=True)]
        finding_slide(deck, view, card, lines)
    end_slide(deck, view)
    yield Made(f"how-might-we.{view.language}.pptx", deck.data(), cited(cards))
