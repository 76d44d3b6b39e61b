"""Touchpoint of a clause: the touchpoint whose cues it names, "ambiguous" or "unassigned"."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from mining.mappers.cues import CueIndex, CueSet, Hit, evidence
from mining.taxonomy_model import AMBIGUOUS, UNASSIGNED, Taxonomy


@dataclass(frozen=True, slots=True)
class Placing:
    """Where a clause belongs on one axis: the key, the cues that say so, and the reason in words.

    `scores` are what the decision rests on; `key` may be "unassigned" or "ambiguous".
    """

    key: str
    cues: tuple[str, ...]
    reason: str
    scores: Mapping[str, float] = field(default_factory=dict)


class TouchpointMapper:
    """Matches the touchpoint cues of one taxonomy."""

    def __init__(self, taxonomy: Taxonomy) -> None:
        self._index = CueIndex(
            (CueSet(item.id, item.cues, item.not_if) for item in taxonomy.touchpoints),
            taxonomy.matching.negation,
        )
        self._phase = {item.id: item.phase for item in taxonomy.touchpoints}
        self._weights = taxonomy.matching.weights
        self._cue_weights = {item.id: item.weight for item in taxonomy.touchpoints}

    def find(self, folded: str) -> list[Hit]:
        """The cues found in a folded text."""
        return self._index.find(folded)

    def phase_evidence(self, hits: list[Hit]) -> dict[str, float]:
        """What the touchpoints found say about the phase: the strongest one of each phase counts."""
        found: dict[str, float] = {}
        for key, weight in evidence(hits, self._weights.negated, self._cue_weights).items():
            phase = self._phase[key]
            found[phase] = max(found.get(phase, 0.0), weight * self._weights.touchpoint)
        return found

    def place(self, hits: list[Hit], phase: str | None = None) -> Placing:
        """The touchpoint with most distinct cues; a tie goes to the one in `phase`, else it stays open."""
        scores = evidence(hits, self._weights.negated, self._cue_weights)
        if not scores:
            return Placing(UNASSIGNED, (), "no cue")
        best = max(scores.values())
        leaders = [key for key, score in sorted(scores.items()) if score == best]
        reason = "most cues" if len(scores) > 1 else "cue"
        if len(leaders) > 1:
            leaders = [key for key in leaders if self._phase[key] == phase] or leaders
            reason = "tie, phase decides"
        if len(leaders) > 1:
            return Placing(
                AMBIGUOUS, cues_of(hits, leaders), "as many cues for " + ", ".join(leaders), scores
            )
        return Placing(leaders[0], cues_of(hits, leaders), reason, scores)


def cues_of(hits: list[Hit], keys: list[str]) -> tuple[str, ...]:
    """The distinct cues that stand for the keys, in the order of the text."""
    return tuple(dict.fromkeys(hit.cue for hit in hits if hit.key in keys))
