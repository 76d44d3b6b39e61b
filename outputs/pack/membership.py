"""Which findings belong to which module of a membership: benefits, tasks, growth; by touchpoint."""

from collections.abc import Sequence
from typing import Literal

from outputs.pack.card import PackCard
from outputs.pack.view import PackView

Module = Literal["benefits", "tasks", "growth"]
MODULES: tuple[Module, ...] = ("benefits", "tasks", "growth")

# touchpoints of the shipped membership taxonomy; a study's own touchpoints count as benefits
_TASKS = frozenset({"enrol", "earn_points", "events_community"})
_GROWTH = frozenset({"tier_growth", "expiry_exit"})


def module_of(view: PackView, card: PackCard) -> Module:
    """growth for tiers and expiry, tasks for what members do to earn, else benefits."""
    keys = [row.key for row in view.material.places.get(card.id, {}).get("touchpoint", ())][:2]
    if any(key in _GROWTH for key in keys):
        return "growth"
    return "tasks" if any(key in _TASKS for key in keys) else "benefits"


def task_frictions(view: PackView) -> list[PackCard]:
    """Pains and needs about what members do: of the task module, then of the loyalty phase."""
    found = [*view.pains, *view.needs]
    tasks = [card for card in found if module_of(view, card) == "tasks"]
    loyal = [card for card in found if card not in tasks and _phase(view, card) == "loyalty"]
    return _accepted_first([*tasks, *loyal])


def growth_issues(view: PackView) -> list[PackCard]:
    """Pains about levels, points that expire and rules that change."""
    return _accepted_first([card for card in (*view.pains, *view.needs) if module_of(view, card) == "growth"])


def _accepted_first(cards: Sequence[PackCard]) -> list[PackCard]:
    return sorted(cards, key=lambda card: card.unreviewed)


def _phase(view: PackView, card: PackCard) -> str:
    rows = view.material.places.get(card.id, {}).get("phase", ())
    return rows[0].key if rows else ""
