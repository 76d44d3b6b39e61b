"""A finding as a card: everything that the templates print, decided here."""

from dataclasses import dataclass

from mining.overlay import RECHECK, ShownFinding
from mining.records import SLOT_NAMES
from mining.taxonomy_model import NOT_PLACES
from outputs.material.gather import Material
from outputs.material.relation_lines import relation_lines
from outputs.material.slots import slot_text
from outputs.neutral import cut
from outputs.queries import Quote, best_quotes
from outputs.report.charts import Bar, share_bar

QUOTES = 3
LONGEST_QUOTE = 420
MOST_CHIPS = 2
SHORT_ID = 9


@dataclass(frozen=True, slots=True)
class QuoteView:
    """A quote as printed: verbatim words, context, and one line on where they come from."""

    text: str
    before: str
    after: str
    lang: str | None
    stars: str
    day: str
    source: str
    url: str | None
    earlier: bool


@dataclass(frozen=True, slots=True)
class Chip:
    """A phase or touchpoint; `open` when it is unassigned or ambiguous."""

    label: str
    share: str
    open: bool


@dataclass(frozen=True, slots=True)
class Card:
    """One finding, ready to print. `short_id` is enough for `caifeng decide`."""

    id: str
    short_id: str
    kind: str
    kind_word: str
    title: str
    title_lang: str
    statement: str
    people: int
    people_line: str
    basis: str
    posts: int
    reach: Bar | None
    status: str
    status_word: str
    phases: tuple[Chip, ...]
    touchpoints: tuple[Chip, ...]
    slots: tuple[tuple[str, str], ...]
    quotes: tuple[QuoteView, ...]
    more: int
    notes: tuple[tuple[str, str], ...]
    remarks: tuple[str, ...]
    stability: str


def make_card(
    material: Material, item: ShownFinding, *, quotes: int = QUOTES, longest: int = LONGEST_QUOTE
) -> Card:
    """The card of a finding in the report's language, its quotes cut at `longest` characters."""
    words, finding, everyone = material.words, item.finding, material.facts.people
    every = material.quotes.get(item.id, ())
    chosen = best_quotes(every, quotes)
    return Card(
        id=item.id,
        short_id=item.id[:SHORT_ID],
        kind=item.kind,
        kind_word=words(f"kind.{item.kind}"),
        title=material.title(item),
        title_lang=material.title_language(item),
        statement=material.statement(item),
        people=finding.people,
        people_line=material.people_of(finding.people, everyone),
        basis=words.get(f"basis.{finding.people_basis}", finding.people_basis),
        posts=finding.posts,
        reach=share_bar(finding.people / everyone, 0, 0) if everyone else None,
        status="recheck" if item.status == RECHECK else item.status,
        status_word=material.status(item),
        phases=_chips(material, item, "phase"),
        touchpoints=_chips(material, item, "touchpoint"),
        slots=_slots(material, item),
        quotes=tuple(quote_view(quote, longest) for quote in chosen),
        more=len(every) - len(chosen),
        notes=tuple(
            (str(d.payload["text"]), words("cards.note", who=d.who, when=d.at[:10]))
            for d in item.decisions
            if d.action == "note"
        ),
        remarks=_remarks(material, item),
        stability=words("cards.stability", percent=f"{finding.stability:.0%}") if finding.stability else "",
    )


def quote_view(quote: Quote, longest: int = LONGEST_QUOTE) -> QuoteView:
    """A quote with its stars, day and source as short words."""
    rated = quote.rating is not None and quote.rating_max
    return QuoteView(
        text=cut(quote.text, longest),
        before=quote.context.before,
        after=quote.context.after,
        lang=quote.language if quote.language not in (None, "und") else None,
        stars=f"{quote.rating:g}/{quote.rating_max:g}" if rated else "",
        day=quote.day or "",
        source=quote.source,
        url=quote.url,
        earlier=quote.earlier,
    )


def _chips(material: Material, item: ShownFinding, axis: str) -> tuple[Chip, ...]:
    return tuple(
        Chip(material.names.label(axis, row.key), f"{row.share:.0%}", row.key in NOT_PLACES)
        for row in material.top(item, axis)[:MOST_CHIPS]
    )


def _slots(material: Material, item: ShownFinding) -> tuple[tuple[str, str], ...]:
    found = ((name, slot_text(item.finding.slots.get(name), material.language)) for name in SLOT_NAMES)
    return tuple((material.words(f"cards.{name}"), text) for name, text in found if text)


def _remarks(material: Material, item: ShownFinding) -> tuple[str, ...]:
    words = material.words
    remarks = []
    if item.renamed:
        machine = item.machine_title.get(material.language) or ""
        if machine != material.title(item):
            remarks.append(words("cards.renamed", title=machine))
    elif item.finding.named_by:
        remarks.append(words("cards.named_by", model=item.finding.named_by))
    if item.merged_from:
        remarks.append(words("cards.merged", ids=", ".join(item.merged_from)))
    if item.reason:
        remarks.append(words(f"reason.{item.reason.replace(' ', '_')}"))
    if item.successors:
        remarks.append(words("cards.successors", ids=", ".join(item.successors)))
    return (*relation_lines(material, item), *remarks)
