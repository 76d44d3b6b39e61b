"""A finding as the pack prints it: the report's card, and what a workshop asks of it beyond that."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from mining.overlay import ShownFinding
from mining.records import SLOT_NAMES
from mining.taxonomy_model import NOT_PLACES
from outputs.material.gather import Material
from outputs.material.slots import slot_text
from outputs.neutral import cut
from outputs.pack.chip import NO_CHIP, KanoChip
from outputs.pack.prompts import how_might_we, job_story
from outputs.pack.qr import qr_svg
from outputs.pack.report import Cited
from outputs.pack.translate import Translation
from outputs.pack.words import PackWords
from outputs.queries import Quote, best_quotes
from outputs.report.cards import Card, QuoteView, make_card, quote_view

QUOTES = 3
LONGEST_QUOTE = 240  # on a card of A6; the designer's edition has them whole
LONGEST_TITLE = 150


@dataclass(frozen=True, slots=True)
class PackQuote:
    """A quote on paper, with the id of its clause, and its translation where one was brought along."""

    view: QuoteView
    clause_id: str
    whole: bool
    translation: Translation | None


@dataclass(frozen=True, slots=True)
class PackCard:
    """One finding, ready to print. `asked` is who, when, where, what, why, how; "" where nobody said."""

    card: Card
    number: int
    title: str
    asked: tuple[tuple[str, str], ...]
    job: str
    how_might_we: tuple[str, str, str]
    quotes: tuple[PackQuote, ...]
    sources: tuple[str, ...]
    period: str
    phase: str
    touchpoint: str
    lens: str
    kano: KanoChip
    link: str
    qr: Markup
    evidence: tuple[str, ...]

    @property
    def id(self) -> str:
        """The finding's id."""
        return self.card.id

    @property
    def unreviewed(self) -> bool:
        """Whether it needs the watermark."""
        return self.card.status in ("new", "recheck")

    @property
    def translated(self) -> bool:
        """Whether a machine translation is on it."""
        return any(quote.translation is not None and quote.translation.machine for quote in self.quotes)


@dataclass(frozen=True, slots=True)
class Extras:
    """What a card needs beside the material."""

    words: PackWords
    chips: Mapping[str, KanoChip]
    translations: Mapping[str, Translation]
    link: str | None


def pack_card(material: Material, item: ShownFinding, number: int, extras: Extras) -> PackCard:
    """The card of a finding."""
    card = make_card(material, item)
    quotes = material.quotes.get(item.id, ())
    asked = _asked(material, item, extras.words)
    link = f"{extras.link.rstrip('/')}/finding/{item.id}" if extras.link else f"caifeng:{item.id}"
    days = sorted(quote.day for quote in quotes if quote.day)
    return PackCard(
        card=card,
        number=number,
        title=cut(card.title, LONGEST_TITLE),
        asked=asked,
        job=job_story(item, material.language, extras.words),
        how_might_we=how_might_we(item, material, extras.words),
        quotes=tuple(_quote(quote, extras) for quote in best_quotes(quotes, QUOTES)),
        sources=tuple(sorted({quote.source for quote in quotes})),
        period=extras.words("card.undated") if not days else " – ".join(dict.fromkeys((days[0], days[-1]))),
        phase=_place(material, item, "phase"),
        touchpoint=_place(material, item, "touchpoint"),
        lens=_place(material, item, "lens"),
        kano=extras.chips.get(item.id, NO_CHIP),
        link=link,
        qr=qr_svg(link),
        evidence=tuple(e.clause_id for e in item.evidence),
    )


def _quote(quote: Quote, extras: Extras) -> PackQuote:
    return PackQuote(
        view=quote_view(quote, LONGEST_QUOTE),
        clause_id=quote.clause_id,
        whole=len(quote.text) <= LONGEST_QUOTE,
        translation=extras.translations.get(quote.clause_id),
    )


def _asked(material: Material, item: ShownFinding, words: PackWords) -> tuple[tuple[str, str], ...]:
    """Five of the six come from the slots; nobody is asked how, so that line stays for the team."""
    found = [(name, slot_text(item.finding.slots.get(name), material.language)) for name in SLOT_NAMES]
    return tuple((words(f"asked.{name}"), text) for name, text in (*found, ("how", "")))


def _place(material: Material, item: ShownFinding, axis: str) -> str:
    rows = material.top(item, axis)
    return material.names.label(axis, rows[0].key) if rows and rows[0].key not in NOT_PLACES else ""


def cited(cards: Sequence[PackCard]) -> Cited:
    """What these cards show."""
    return Cited(
        tuple(sorted(card.id for card in cards)),
        tuple(sorted({quote.clause_id for card in cards for quote in card.quotes})),
        sum(card.unreviewed for card in cards),
        sum(card.translated for card in cards),
    )
