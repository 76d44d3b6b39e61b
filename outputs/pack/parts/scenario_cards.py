"""Scenario cards of A6, four to an A4 sheet with crop marks; backs are mirrored for duplex printing."""

from collections.abc import Iterator, Sequence
from typing import TypeVar

from outputs.pack.card import cited
from outputs.pack.paper import Sheet, print_sheet
from outputs.pack.report import Made
from outputs.pack.view import PackView

ON_A_SHEET = 4
T = TypeVar("T")


def in_fours(items: Sequence[T]) -> list[Sequence[T]]:
    """Four at a time; the last sheet may hold fewer."""
    return [items[start : start + ON_A_SHEET] for start in range(0, len(items), ON_A_SHEET)]


def make(view: PackView) -> Iterator[Made]:
    """One PDF; none where there is no scenario."""
    if not view.scenarios:
        return
    sheet = Sheet(
        f"scenario-cards.{view.language}.pdf",
        "scenario_cards.html.j2",
        f"{view.brand}: {view.words('artefact.scenario_cards')}",
        "A4 portrait",
        cited(view.scenarios),
        base="11.5pt",
    )
    yield print_sheet(view, sheet, {"sheets": in_fours(view.scenarios)})
