"""Everything that one clause is mapped to: phase, touchpoint, lenses, tags, with the cues that say so."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from mining.mappers.cues import CueIndex, CueSet, Hit, fold
from mining.mappers.journey import PhaseMapper
from mining.mappers.signs import SignFinder
from mining.mappers.tags import TagMapper
from mining.mappers.touchpoints import Placing, TouchpointMapper
from mining.normalise import Shadow
from mining.taxonomy_model import FACET_AXES, UNASSIGNED, Facet, Taxonomy

AXES: tuple[str, ...] = ("phase", "touchpoint", "lens", *FACET_AXES)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a clause belongs. Cues are the words as they stand in the clause.

    `signs` are what the words around a tag's cue say of it, in [-1, 1]; see mining.mappers.signs.
    """

    phase: str
    touchpoint: str
    phase_cues: tuple[str, ...] = ()
    phase_reason: str = ""
    touchpoint_cues: tuple[str, ...] = ()
    touchpoint_reason: str = ""
    lenses: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    tags: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    facets: Mapping[str, Mapping[str, tuple[str, ...]]] = field(default_factory=dict)
    signs: Mapping[str, float] = field(default_factory=dict)

    def keys(self, axis: str) -> Mapping[str, tuple[str, ...]]:
        """The keys of an axis with their cues; "unassigned" where the clause has none.

        On the axes of facets nothing is unassigned: they are marks that a clause may bear.
        """
        if axis == "phase":
            return {self.phase: self.phase_cues}
        if axis == "touchpoint":
            return {self.touchpoint: self.touchpoint_cues}
        if axis in FACET_AXES:
            return self.facets.get(axis, {})
        return self.lenses or {UNASSIGNED: ()}

    def cues(self) -> dict[str, Any]:
        """What the column `places.cues` holds; `from_cues` reads it back."""
        return {
            "phase": list(self.phase_cues),
            "phase_reason": self.phase_reason,
            "touchpoint": list(self.touchpoint_cues),
            "touchpoint_reason": self.touchpoint_reason,
            "lens": {key: list(cues) for key, cues in self.lenses.items()},
            "tags": {key: list(cues) for key, cues in self.tags.items()},
            "facets": {axis: {k: list(c) for k, c in found.items()} for axis, found in self.facets.items()},
            "signs": dict(self.signs),
        }


def from_cues(phase: str, touchpoint: str, cues: Mapping[str, Any]) -> Place:
    """A row of `places` as a record; what the column does not say is empty."""
    return Place(
        phase=phase,
        touchpoint=touchpoint,
        phase_cues=tuple(cues.get("phase", ())),
        phase_reason=str(cues.get("phase_reason", "")),
        touchpoint_cues=tuple(cues.get("touchpoint", ())),
        touchpoint_reason=str(cues.get("touchpoint_reason", "")),
        lenses={key: tuple(found) for key, found in cues.get("lens", {}).items()},
        tags={key: tuple(found) for key, found in cues.get("tags", {}).items()},
        facets={
            axis: {key: tuple(spelt) for key, spelt in found.items()}
            for axis, found in cues.get("facets", {}).items()
        },
        signs={key: float(value) for key, value in cues.get("signs", {}).items()},
    )


class Placer:
    """Maps clauses with one taxonomy; built once, used for all clauses."""

    def __init__(self, taxonomy: Taxonomy) -> None:
        self._phases = PhaseMapper(taxonomy)
        self._touchpoints = TouchpointMapper(taxonomy)
        self._tags = TagMapper(taxonomy)
        self._signs = SignFinder(taxonomy.matching.negation)
        self._parents = {tag.id: tag.parent for tag in taxonomy.tags if tag.parent is not None}
        self._providers = {spot.id: spot.provider for spot in taxonomy.touchpoints}
        self._axis_of = {f"{item.axis}.{item.id}": item for item in taxonomy.facets}
        self._facets = CueIndex(
            (CueSet(key, item.cues, item.not_if) for key, item in self._axis_of.items()),
            taxonomy.matching.negation,
        )
        self._lenses = CueIndex(
            (CueSet(lens.id, lens.cues, lens.not_if) for lens in taxonomy.lenses), taxonomy.matching.negation
        )

    def place(
        self, text: str, label_phase: str | None = None, scores: Mapping[str, float] | None = None
    ) -> Place:
        """Map a clause; without a label its phase rests on cues alone."""
        folded = fold(text)
        spots = self._touchpoints.find(folded.text)
        said = self._touchpoints.phase_evidence(spots)
        hits = self._phases.find(folded.text)
        if label_phase is None:
            phase = self._phases.place_by_cues(hits, said)
        else:
            phase = self._phases.place(hits, said, label_phase, scores or {})
        touchpoint = self._touchpoints.place(spots, phase.key)
        written = _written(touchpoint, spots, folded, text)
        spoken_of = self._tags.find(folded.text)
        return Place(
            phase=phase.key,
            touchpoint=touchpoint.key,
            phase_cues=_written(phase, hits, folded, text),
            phase_reason=phase.reason,
            touchpoint_cues=written,
            touchpoint_reason=touchpoint.reason,
            lenses=_grouped(self._lenses.find(folded.text), folded, text),
            tags=self._with_parents(_grouped(spoken_of, folded, text)),
            facets=self._facets_of(folded, text, {touchpoint.key: written}),
            signs=self._signs.local(folded.text, [*spoken_of, *self._of_parents(spoken_of)]),
        )

    def _with_parents(self, tags: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
        """Who speaks of a sub-tag speaks of its parent."""
        found = dict(tags)
        for key, cues in tags.items():
            parent = self._parents.get(key)
            if parent is not None:
                found[parent] = tuple(dict.fromkeys([*found.get(parent, ()), *cues]))
        return dict(sorted(found.items()))

    def _of_parents(self, hits: Sequence[Hit]) -> list[Hit]:
        """The hits of sub-tags as hits of their parents."""
        parents = ((hit, self._parents.get(hit.key)) for hit in hits)
        return [replace(hit, key=parent) for hit, parent in parents if parent is not None]

    def _facets_of(
        self, folded: Shadow, text: str, touchpoint: Mapping[str, tuple[str, ...]]
    ) -> dict[str, dict[str, tuple[str, ...]]]:
        found: dict[str, dict[str, tuple[str, ...]]] = {}
        for key, cues in _grouped(self._facets.find(folded.text), folded, text).items():
            facet: Facet = self._axis_of[key]
            found.setdefault(facet.axis, {})[facet.id] = cues
        for key, cues in touchpoint.items():
            if key in self._providers:
                found["provider"] = {self._providers[key]: cues}
        return found


def _written(placing: Placing, hits: Sequence[Hit], folded: Shadow, text: str) -> tuple[str, ...]:
    """The cues of a placing as they are spelt in the clause."""
    wanted = set(placing.cues)
    return tuple(dict.fromkeys(_spelt(hit, folded, text) for hit in hits if hit.cue in wanted))


def _grouped(hits: Sequence[Hit], folded: Shadow, text: str) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for hit in hits:
        found.setdefault(hit.key, []).append(_spelt(hit, folded, text))
    return {key: tuple(dict.fromkeys(cues)) for key, cues in sorted(found.items())}


def _spelt(hit: Hit, folded: Shadow, text: str) -> str:
    start, end = folded.span(hit.start, hit.end)
    return text[start:end]
