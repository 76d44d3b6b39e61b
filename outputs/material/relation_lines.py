"""What a card says about what is told together with it."""

from mining.overlay import ShownFinding
from mining.relations.pairs import RELATED, Relation
from outputs.material.gather import Material

MOST_LINES = 3  # relations of a finding that its card names


def relation_lines(material: Material, item: ShownFinding) -> tuple[str, ...]:
    """What a card says of its relations; that the evidence is not enough is a line, too.

    Nothing where the findings were never compared, or for a finding that was not: a weak signal, a
    need, of which only the other side speaks.
    """
    own = [one for one in material.relations if one.from_id == item.id]
    firm = [one for one in own if one.verdict == RELATED][:MOST_LINES]
    if firm:
        by_id = {other.id: other for other in material.findings}
        return tuple(_line(material, by_id[one.to_id], item, one) for one in firm if one.to_id in by_id)
    if own:
        return (material.words(f"relations.open_{item.kind}", n=len(own)),)
    return ()


def _line(material: Material, other: ShownFinding, item: ShownFinding, one: Relation) -> str:
    return material.words(
        f"relations.{item.kind}_{other.kind}",
        title=material.title(other),
        lift=f"{one.lift:.1f}",
        low=f"{one.low:.1f}",
        high=f"{one.high:.1f}",
        people=material.people_of(one.both, one.tellers),
    )
