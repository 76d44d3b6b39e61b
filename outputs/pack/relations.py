"""Which findings are told of in the same posts: they come together, which does not say why."""

from collections.abc import Sequence

from mining.records import FindingKind
from outputs.pack.card import PackCard
from outputs.pack.view import PackView

LEAST = 2  # posts that two findings must share
MOST = 2


def together(
    view: PackView, cards: Sequence[PackCard], kind: FindingKind, most: int = MOST
) -> list[PackCard]:
    """Cards of a kind that share at least two posts with these, those that share most first."""
    posts = _posts(view)
    own = {post for card in cards for post in posts[card.id]}
    mine = {card.id for card in cards}
    shared = {
        card.id: len(own & posts[card.id])
        for card in view.cards
        if card.card.kind == kind and card.id not in mine
    }
    found = [card for card in view.cards if shared.get(card.id, 0) >= LEAST]
    return sorted(found, key=lambda card: (card.unreviewed, -shared[card.id], card.id))[:most]


def _posts(view: PackView) -> dict[str, set[str]]:
    return {item.id: {e.post_id for e in item.evidence} for item in view.material.findings}
