"""What is told together, under the findings that are shown."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from mining.overlay import Overlay, ShownFinding
from mining.relations.pairs import Relation


def shown_relations(relations: Iterable[Relation], overlay: Overlay) -> list[Relation]:
    """The relations of findings that are shown as the machine counted them, in their order.

    Where people changed what a finding rests on, or hid it, what was counted of it holds no more.
    """
    known = {item.id: item for item in overlay.shown if not item.hidden and not item.evidence_changed}
    places = overlay.places()
    moved = (
        replace(one, from_id=places.get(one.from_id, ""), to_id=places.get(one.to_id, ""))
        for one in relations
    )
    return [one for one in moved if one.from_id in known and one.to_id in known and _kept(one, known)]


def _kept(one: Relation, known: Mapping[str, ShownFinding]) -> bool:
    """Whether a person's change of kind left it a relation of the two kinds that were compared."""
    ends = known[one.from_id], known[one.to_id]
    return all(item.kind == item.machine_kind for item in ends)
