"""A finding as a slide with native text."""

from typing import Any

from outputs.pack.card import PackCard
from outputs.pack.slides import MARGIN, WIDTH, Deck, text
from outputs.pack.view import PackView

_MIDDLE = WIDTH / 2


def finding_slide(deck: Deck, view: PackView, card: PackCard, left: list[str]) -> Any:
    """Left what it is, right the words of people; the foot names evidence and people."""
    t = view.words
    mark = card.card.status_word if card.unreviewed else ""
    slide = deck.slide(f"{card.card.kind_word} {card.number}: {card.title}", mark=mark)
    room = _MIDDLE - MARGIN - 0.6
    text(slide, left, (MARGIN, 3.5, room, 11.6), most=24)
    quotes: list[str] = []
    for quote in card.quotes:
        origin = ", ".join(filter(None, (quote.view.source, quote.view.day, quote.view.stars)))
        quotes.append(f"“{quote.view.text}”")
        if quote.translation is not None:
            made = f"[{t('note.machine')}] " if quote.translation.machine else ""
            quotes.append(f"{made}{quote.translation.text}")
        quotes.append(f"— {origin} · {quote.clause_id}")
    text(slide, quotes or [t("empty.quotes")], (_MIDDLE + 0.3, 3.5, room + 0.3, 11.6), most=20, border=True)
    facts = (
        f"{card.card.people_line} · {card.card.basis} · {', '.join(card.sources)} · {card.period} · {card.id}"
    )
    text(slide, facts, (MARGIN, 15.6, WIDTH - 2 * MARGIN, 1.6), most=12)
    return slide


def end_slide(deck: Deck, view: PackView) -> None:
    """Where all of it comes from."""
    slide = deck.slide(view.words("sections.provenance"))
    manifest = view.material.manifest
    lines = [
        view.source_note,
        f"data sha256 {manifest['data_sha256']}",
        f"taxonomy {manifest['taxonomy_version']}",
    ]
    lines += [f"{stage}: {run['id']} {run['model'] or ''}" for stage, run in manifest["runs"].items()]
    text(slide, lines, (MARGIN, 3.5, WIDTH - 2 * MARGIN, 13), most=14)
