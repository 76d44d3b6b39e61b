"""Method on paper and on slides: KANO, journey, membership, and what the data cannot tell."""

from collections.abc import Iterator

from mining.kano.table import ANSWERS, evaluate
from mining.kano.wording import scale
from outputs.material.overview import LIMITS
from outputs.pack.dates import moment
from outputs.pack.deck_cards import end_slide
from outputs.pack.paper import Sheet, print_sheet
from outputs.pack.report import Made
from outputs.pack.slides import MARGIN, WIDTH, Deck, table, text
from outputs.pack.view import PackView

_ROOM = WIDTH - 2 * MARGIN


def make(view: PackView) -> Iterator[Made]:
    """Four pages and as many slides."""
    title = f"{view.brand}: {view.words('handout.title')}"
    sheet = Sheet(f"handouts.{view.language}.pdf", "handouts.html.j2", title, "A4 portrait", base="12pt")
    context = {
        "answers": list(scale(view.language).values()),
        "cells": _cells(view),
        "phases": _phases(view),
        "limits": LIMITS,
    }
    yield print_sheet(view, sheet, context)
    yield Made(f"method.{view.language}.pptx", _deck(view, title))


def _cells(view: PackView) -> list[tuple[str, list[str]]]:
    """The evaluation table: rows functional, columns dysfunctional."""
    names = scale(view.language)
    return [(names[row], [evaluate(row, column) for column in ANSWERS]) for row in ANSWERS]


def _phases(view: PackView) -> list[tuple[str, str]]:
    chinese = view.language == "zh"
    return [
        (p.name_zh if chinese else p.name_en, p.definition_zh if chinese else p.definition_en)
        for p in view.material.names.taxonomy.phases
    ]


def _deck(view: PackView, title: str) -> bytes:
    t = view.words
    deck = Deck(title, view.origin, moment(view.state))
    slide = deck.slide(t("handout.kano"))
    text(slide, t("handout.kano_lead"), (MARGIN, 3.2, _ROOM, 1.8), most=18)
    head = [f"{t('handout.kano_rows')} / {t('handout.kano_columns')}", *scale(view.language).values()]
    rows = [[name, *letters] for name, letters in _cells(view)]
    table(slide, head, rows, (MARGIN, 5.3, 18.5, 8.5), most=16)
    points = [f"{p['letter']}  {p['name']}" for p in t.lines("handout.kano_points")]
    text(slide, points, (21.0, 5.3, WIDTH - MARGIN - 21.0, 8.5), most=18)
    text(slide, t("handout.kano_numbers"), (MARGIN, 14.4, _ROOM, 3), most=14)
    _listed(deck, t("handout.journey"), [t("handout.journey_lead"), *t.lines("handout.journey_points")])
    modules = [[m["name"], m["question"], m["text"]] for m in t.lines("handout.modules")]
    slide = deck.slide(t("handout.membership"))
    text(slide, t("handout.membership_lead"), (MARGIN, 3.2, _ROOM, 1.5), most=18)
    table(slide, ["", "?", ""], modules, (MARGIN, 5.0, _ROOM, 10), widths=(1, 1.4, 4), most=18)
    text(slide, t("handout.fair"), (MARGIN, 15.6, _ROOM, 1.5), most=18, bold=True)
    _listed(deck, t("handout.limits"), [f"{t(f'limits.{k}')}: {t(f'limits.{k}_why')}" for k in LIMITS])
    end_slide(deck, view)
    return deck.data()


def _listed(deck: Deck, title: str, lines: list[str]) -> None:
    text(deck.slide(title), [f"· {line}" for line in lines], (MARGIN, 3.4, _ROOM, 13.8), most=24)
