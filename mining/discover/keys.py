"""The concepts by which clauses of a kind are grouped, and the words by which they are compared."""

from mining.discover.signatures import KeyPlan
from mining.facets.content import wish_of
from mining.facets.lexicon import find_facets
from mining.records import SLOT_NAMES, FindingKind

PLANS: dict[FindingKind, KeyPlan] = {
    # a situation is two slots together, or one slot with what goes wrong in it, or one slot
    "scenario": KeyPlan(
        single=SLOT_NAMES,
        pairs=(
            *((a, b) for i, a in enumerate(SLOT_NAMES) for b in SLOT_NAMES[i + 1 :]),
            *((a, "obstacle") for a in SLOT_NAMES),
        ),
    ),
    "pain": KeyPlan(single=("obstacle", "object"), pairs=(("object", "obstacle"),)),
    "need": KeyPlan(
        single=("wish", "obstacle", "object"),
        pairs=(("object", "wish"), ("object", "obstacle"), ("obstacle", "wish")),
    ),
}


def keys_of(kind: FindingKind, text: str, language: str) -> frozenset[str]:
    """Keys "axis:concept": slots and obstacles for scenarios, objects and obstacles for the rest."""
    if kind == "scenario":
        from mining.slots import concepts  # noqa: PLC0415 - builds its automaton on first use

        slots = (f"{hit.slot}:{hit.concept}" for hit in concepts(text, language) if hit.concept)
        wrong = (f"obstacle:{hit.id}" for hit in find_facets(text) if hit.axis == "obstacle")
        return frozenset((*slots, *wrong))
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


def _without_objects(text: str) -> str:
    left, position = [], 0
    for hit in find_facets(text):
        if hit.axis == "object" and hit.start >= position:
            left.append(text[position : hit.start])
            position = hit.end
    return "".join([*left, text[position:]]).strip() or text
