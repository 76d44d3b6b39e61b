"""Which findings are told of in the same posts: they come together, which does not say why."""

from collections.abc import Sequence

from mining.records import FindingKind
from mining.relations.pairs import RELATED
from outputs.pack.card import PackCard
from outputs.pack.view import PackView

LEAST = 2  # posts that two findings must share
MOST = 2


def together(
    view: PackView, cards: Sequence[PackCard], kind: FindingKind, most: int = MOST
) -> list[PackCard]:
    """Cards of a kind that are told together with these: firmly related ones first, see mining.relations.

    Where none is firm, those that share at least two posts, most first.
    """
    firm = {
        one.to_id
        for one in view.material.relations
        if one.verdict == RELATED and one.from_id in {card.id for card in cards}
    }
    posts = _posts(view)
    own = {post for card in cards for post in posts[card.id]}
    mine = {card.id for card in cards}
    others = [card for card in view.cards if card.card.kind == kind and card.id not in mine]
    shared = {card.id: len(own & posts[card.id]) for card in others}
    found = [card for card in others if card.id in firm or shared[card.id] >= LEAST]
    found.sort(key=lambda card: (card.id not in firm, card.unreviewed, -shared[card.id], card.id))
    return found[:most]


def _posts(view: PackView) -> dict[str, set[str]]:
    return {item.id: {e.post_id for e in item.evidence} for item in view.material.findings}
