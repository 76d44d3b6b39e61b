"""The concepts by which clauses of a kind are grouped, and the words by which they are compared."""

from collections.abc import Sequence

from mining.discover.signatures import KeyPlan
from mining.facets.content import wish_of
from mining.facets.lexicon import find_facets
from mining.records import SLOT_NAMES, FindingKind

_BARE = ("who", "when", "where")
_VERBS = {"activity", "goal"}
# What groups are looked for, round after round: each round has what the one before left.
PLANS: dict[FindingKind, tuple[KeyPlan, ...]] = {
    "scenario": (
        # an act of customers is a whole situation, whoever does it and wherever
        KeyPlan(single=("act",)),
        # else it is two slots together, or one slot with what goes wrong in it, or one slot
        KeyPlan(
            single=SLOT_NAMES,
            pairs=(
                # what somebody does and what for are no pair: a list that counts them up looks the same
                *((a, b) for i, a in enumerate(SLOT_NAMES) for b in SLOT_NAMES[i + 1 :] if {a, b} != _VERBS),
                *((a, "obstacle") for a in SLOT_NAMES),
            ),
            likeness=True,
        ),
    ),
    # one failure, or one wish; then what is vague until its object is named; then what is merely spoken of
    "pain": (
        KeyPlan(("obstacle",), vague=False),
        KeyPlan((), (("object", "obstacle"),), likeness=True),
        KeyPlan(("obstacle", "object")),
    ),
    "need": (
        KeyPlan(("wish",), vague=False),
        KeyPlan((), (("object", "wish"), ("object", "obstacle"), ("obstacle", "wish")), likeness=True),
        KeyPlan(("wish", "obstacle", "object")),
    ),
}


def keys_of(kind: FindingKind, text: str, language: str) -> frozenset[str]:
    """Keys "axis:concept": slots and obstacles for scenarios, objects and obstacles for the rest."""
    if kind == "scenario":
        from mining.slots import concepts  # noqa: PLC0415 - builds its automaton on first use

        slots = (f"{hit.slot}:{hit.concept}" for hit in concepts(text, language) if hit.concept)
        facets = (f"{hit.axis}:{hit.id}" for hit in find_facets(text) if hit.axis in ("act", "obstacle"))
        return frozenset((*slots, *facets))
    axes = ("object", "obstacle", "wish") if kind == "need" else ("object", "obstacle")
    return frozenset(f"{hit.axis}:{hit.id}" for hit in find_facets(text) if hit.axis in axes)


def view_of(kind: FindingKind, text: str) -> str:
    """The part of a clause that says what kind of thing it is.

    Of a scenario the words for products are masked, so that situations are not sorted dish by dish;
    of a need only what is wished counts, not the wishing.
    """
    if kind == "need":
        return wish_of(text)
    if kind == "scenario":
        return _without_objects(text)
    return text


def beside_concepts(kind: FindingKind, text: str, language: str) -> str:
    """The text without the words that name its people, times and places, or its objects.

    What is left tells whether clauses share more than the concept that they share.
    """
    if kind != "scenario":
        return _without_objects(text)
    from mining.slots import concepts  # noqa: PLC0415 - builds its automaton on first use

    return _without(text, [(h.start, h.end) for h in concepts(text, language) if h.slot in _BARE])


def _without_objects(text: str) -> str:
    objects = [(hit.start, hit.end) for hit in find_facets(text) if hit.axis == "object"]
    return _without(text, objects).strip() or text


def _without(text: str, spans: Sequence[tuple[int, int]]) -> str:
    left, position = [], 0
    for start, end in spans:
        if start >= position:
            left.append(text[position:start])
            position = end
    return "".join([*left, text[position:]])
