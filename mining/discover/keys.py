"""The concepts by which clauses of a kind are grouped, and the words by which they are compared."""

from mining.discover.seeds import KeyPlan
from mining.facets.content import wish_of
from mining.facets.lexicon import find_facets
from mining.records import SLOT_NAMES, FindingKind

PLANS: dict[FindingKind, KeyPlan] = {
    # a place or a time alone is no situation, but an activity, a companion, an occasion or a goal is
    "scenario": KeyPlan(
        single=("activity", "who", "when", "where", "goal"),
        pairs=tuple((a, b) for i, a in enumerate(SLOT_NAMES) for b in SLOT_NAMES[i + 1 :]),
    ),
    "pain": KeyPlan(single=("obstacle",), pairs=(("object", "obstacle"),)),
    "need": KeyPlan(single=("object",), pairs=(("object", "obstacle"),)),
}


def keys_of(kind: FindingKind, text: str, language: str) -> frozenset[str]:
    """Keys "axis:concept" of a clause: slots for scenarios, objects and obstacles for the rest."""
    if kind == "scenario":
        from mining.slots import concepts  # noqa: PLC0415 - builds its automaton on first use

        return frozenset(f"{hit.slot}:{hit.concept}" for hit in concepts(text, language) if hit.concept)
    return frozenset(f"{hit.axis}:{hit.id}" for hit in find_facets(text))


def view_of(kind: FindingKind, text: str, language: str) -> str:
    """The part of a clause that says what kind of thing it is.

    Of a scenario the words for products are masked, so that situations are not sorted dish by dish;
    of a need only what is wished counts, not the wishing.
    """
    if kind == "need":
        return wish_of(text)
    if kind == "scenario":
        return _without_objects(text)
    return text


def _without_objects(text: str) -> str:
    left, position = [], 0
    for hit in find_facets(text):
        if hit.axis == "object" and hit.start >= position:
            left.append(text[position : hit.start])
            position = hit.end
    return "".join([*left, text[position:]]).strip() or text
