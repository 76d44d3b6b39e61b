"""The HTML report: one self-contained file, rendered from a study read once."""

import base64
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment

from crawler.store import Store
from mining.mappers.tag_shares import load_category_shares
from mining.mappers.tags import TagCount
from mining.overlay import ShownFinding
from mining.records import KINDS
from outputs.alarms import alarm_texts
from outputs.material.gather import Material
from outputs.material.manifest import manifest_text
from outputs.material.overview import LIMITS, period, shares
from outputs.queries import TagRow
from outputs.rendering import make_environment
from outputs.report.cards import Card, make_card
from outputs.report.charts import SMALL_BASE, Bar, share_bar
from outputs.report.journey import journey_view
from outputs.report.kano import kano_view
from outputs.report.odata import odata_view
from outputs.report.opportunities import opportunity_view
from outputs.text import HTML_LANGUAGE, Words

TEMPLATES = Path(__file__).parent / "templates"
CARDS_A_SHEET = 4
PRINTED_QUOTES = 2
MOST_TAGS = 24
WHOLE = 100_000  # characters of a quote on a finding's own page
MOST_WEAK = 60
MOST_FULL = 30  # cards of a kind in full; the others follow in short
MOST_PRINTED = 40  # a workshop uses 24 to 40 scenario cards


@dataclass(frozen=True, slots=True)
class TagView:
    """A tag's line: its share drawn only where enough people are behind it."""

    label: str
    polarity: str
    polarity_word: str
    count: str
    bar: Bar | None
    interval: str
    grade: str = ""
    change: str = ""


def render_report(material: Material, store: Store) -> str:
    """The whole report. Every text of others is escaped; it runs no script and asks no network."""
    return environment().get_template("report.html.j2").render(**report_context(material, store))


def render_finding(material: Material, item: ShownFinding) -> str:
    """One finding with all its quotes, as a page of its own."""
    card = make_card(material, item, quotes=len(material.quotes[item.id]), longest=WHOLE)
    return environment().get_template("finding.html.j2").render(**base_context(material), card=card)


def render_missing(material: Material, finding_id: str, moved_to: str | None) -> str:
    """A page for an id that is not shown; it names the finding that it was merged into."""
    page = environment().get_template("missing.html.j2")
    return page.render(**base_context(material), finding_id=finding_id, moved_to=moved_to)


@cache
def environment() -> Environment:
    """The report's templates."""
    return make_environment(TEMPLATES)


@cache
def style() -> str:
    """The style sheet, screen and print."""
    names = ("report.css", "journey.css", "analysis.css", "print.css")
    return "\n".join((TEMPLATES / name).read_text(encoding="utf-8") for name in names)


@cache
def policy() -> str:
    """Content-Security-Policy: nothing but our own style, known by its hash."""
    digest = base64.b64encode(hashlib.sha256(style().encode("utf-8")).digest()).decode("ascii")
    return f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"


def base_context(material: Material) -> dict[str, Any]:
    """What every page needs."""
    return {
        "t": material.words,
        "lang": HTML_LANGUAGE[material.language],
        "style": style(),
        "policy": policy(),
        "study": material.study.config.study,
        "manifest": material.manifest,
        "facts": material.facts,
    }


def report_context(material: Material, store: Store) -> dict[str, Any]:
    """Everything that the report's templates name."""
    cards = [(item, make_card(material, item)) for item in material.findings]
    by_shelf = _shelves(cards)
    return {
        **base_context(material),
        "m": material,
        "period": period(material),
        "shares": shares(material),
        "limits": LIMITS,
        "alarms": alarm_texts(material.facts.alarms, Words(material.language)),
        "kinds": [(kind, by_shelf["main", kind]) for kind in KINDS],
        "innovated": [card for kind in KINDS for card in by_shelf["innovated", kind]],
        "weak": [card for kind in KINDS for card in by_shelf["weak", kind]],
        "most_weak": MOST_WEAK,
        "most_full": MOST_FULL,
        "recheck": by_shelf["recheck", ""],
        "journey": journey_view(material, store),
        "tags": tag_views(material, material.tags[:MOST_TAGS]),
        "more_tags": max(0, len(material.tags) - MOST_TAGS),
        "sentences": tag_sentences(material, store),
        "kano": kano_view(material),
        "chances": opportunity_view(material),
        "odata": odata_view(material),
        "sheets": _sheets(by_shelf["main", "scenario"][:MOST_PRINTED]),
        "printed_quotes": PRINTED_QUOTES,
        "undone": {d["id"] for d in material.document["decisions"] if d["undone"]},
        "jumps": _jumps(material),
        "manifest_text": manifest_text(material.manifest),
    }


def _jumps(material: Material) -> dict[str, str]:
    """An id that decisions name -> the id of the card on this page, where there is one."""
    shown = {item.id for item in material.findings}
    return {known: place for known, place in material.overlay.places().items() if place in shown}


def _shelves(cards: Sequence[tuple[ShownFinding, Card]]) -> Mapping[tuple[str, str], list[Card]]:
    shelves: dict[tuple[str, str], list[Card]] = {
        (shelf, kind): [] for shelf in ("main", "innovated", "weak") for kind in KINDS
    }
    shelves["recheck", ""] = []
    for item, card in cards:
        gone = item.reason == "gone"
        shelves[("recheck", "") if gone else (item.finding.shelf, item.kind)].append(card)
    return shelves


def _sheets(cards: Sequence[Card]) -> list[Sequence[Card]]:
    return [cards[start : start + CARDS_A_SHEET] for start in range(0, len(cards), CARDS_A_SHEET)]


def tag_views(material: Material, tags: Sequence[TagRow]) -> list[TagView]:
    """Tags with denominators, severity and change; below twenty people no share is drawn."""
    words = material.words
    grades = {tag.id: tag.severity for tag in material.names.taxonomy.tags}
    return [
        TagView(
            label=tag.label.get(material.language) or tag.tag,
            polarity=tag.polarity,
            polarity_word=words.get(f"polarity.{tag.polarity}", tag.polarity),
            count=material.people_of(tag.people, tag.of_people),
            bar=share_bar(tag.share, tag.low, tag.high) if tag.of_people >= SMALL_BASE else None,
            interval=f"{tag.share:.0%} ({tag.low:.0%}–{tag.high:.0%})",
            grade="●" * grades.get(tag.tag, 1) if tag.polarity == "negative" else "",
            change=_change(material, tag),
        )
        for tag in tags
    ]


def _change(material: Material, tag: TagRow) -> str:
    """How many people more or fewer than in the run before; "" where that run had no tags."""
    if material.tags_before is None:
        return ""
    before = material.tags_before.get((tag.tag, tag.polarity))
    if before is None:
        return material.words("tags.new")
    more = tag.people - before.people
    return material.words("tags.same") if not more else material.words("tags.change", change=f"{more:+,}")


def tag_sentences(material: Material, store: Store) -> list[str]:
    """The model sentence of each category: "81 % of the 120 people who mention points criticise …"."""
    words, sentences = material.words, []
    for category, signs in load_category_shares(store, material.names.taxonomy).items():
        rows = signs.get("negative", [])
        if not rows or rows[0].of_people < SMALL_BASE:
            continue
        told = words("tags.comma").join(
            words("tags.part", share=f"{row.share:.0%}", tag=_label(material, row)) for row in rows[:3]
        )
        name = material.names.label("category", category)
        who = "tags.sentence" if material.authors_known else "tags.sentence_posts"
        sentences.append(words(who, n=rows[0].of_people, category=name, parts=told))
    return sentences


def _label(material: Material, row: TagCount) -> str:
    return row.label_zh if material.language == "zh" else row.label_en
