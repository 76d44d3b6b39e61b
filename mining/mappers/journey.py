"""Journey phase of a clause: the phase head of the labels, with cues and touchpoints as evidence.

score(phase) = head · p(phase) + (1 - head) · c(phase), with c(phase) = e(phase) / (1 + Σ e).
e is the weight of the cues of the phase and of the touchpoints that lie in it: few cues stay weak
evidence, and no cue leaves the head as it was.
The label "none" is a competitor like the phases; where it wins, the clause is unassigned.
"""

from collections.abc import Mapping

from mining.mappers.cues import CueIndex, CueSet, Hit, evidence
from mining.mappers.touchpoints import Placing, cues_of
from mining.records import PHASES
from mining.taxonomy_model import AMBIGUOUS, UNASSIGNED, Taxonomy, Weights

NONE = "none"


class PhaseMapper:
    """Places clauses on the journey with the cues of one taxonomy."""

    def __init__(self, taxonomy: Taxonomy) -> None:
        self._index = CueIndex(
            (CueSet(item.id, item.cues, item.not_if) for item in taxonomy.phases), taxonomy.matching.negation
        )
        self._weights = taxonomy.matching.weights
        self._cue_weights = {str(item.id): item.weight for item in taxonomy.phases}

    def find(self, folded: str) -> list[Hit]:
        """The phase cues found in a folded text; a negated cue of a phase says nothing ("did not order")."""
        return [hit for hit in self._index.find(folded) if not hit.negated]

    def place(
        self,
        hits: list[Hit],
        touchpoint_evidence: Mapping[str, float],
        label_phase: str,
        label_scores: Mapping[str, float],
    ) -> Placing:
        """Phase, "unassigned" or "ambiguous", with the cues and the reason.

        `label_phase` and `label_scores` come from the labels (a phase or "none", probabilities).
        """
        cues = add(evidence(hits, 0.0, self._cue_weights), touchpoint_evidence)
        scores = fuse(head_scores(label_phase, label_scores), cues, self._weights.head)
        return decide(scores, hits, label_phase, self._weights)

    def place_by_cues(self, hits: list[Hit], touchpoint_evidence: Mapping[str, float]) -> Placing:
        """Phase by cues alone, for texts that no head has read."""
        cues = add(evidence(hits, 0.0, self._cue_weights), touchpoint_evidence)
        total = sum(cues.values())
        if not total:
            return Placing(UNASSIGNED, (), "no cue")
        return decide({key: cues[key] / total for key in PHASES if key in cues}, hits, NONE, self._weights)


def head_scores(phase: str, scores: Mapping[str, float]) -> dict[str, float]:
    """Probabilities of the six phases and "none" that agree with the phase that the label decided on.

    The label's decision corrects for priors, so its phase need not have the largest probability; then
    the two change places.
    """
    known = {key: max(0.0, float(scores.get(key, 0.0))) for key in (*PHASES, NONE)}
    total = sum(known.values())
    if total <= 0:
        return {**known, phase if phase in known else NONE: 1.0}
    best = max(known, key=lambda key: (known[key], key == phase))
    if phase in known and phase != best:
        known[phase], known[best] = known[best], known[phase]
    return {key: value / total for key, value in known.items()}


def fuse(head: Mapping[str, float], cues: Mapping[str, float], head_weight: float) -> dict[str, float]:
    """The formula of this module; the scores sum to 1 at the most."""
    total = sum(cues.values())
    if not total:
        return dict(head)
    return {
        key: head_weight * value + (1 - head_weight) * cues.get(key, 0.0) / (1 + total)
        for key, value in head.items()
    }


def decide(scores: Mapping[str, float], hits: list[Hit], label_phase: str, weights: Weights) -> Placing:
    """The best phase, unless it is weak ("unassigned") or the second is near it ("ambiguous")."""
    order = sorted(scores.items(), key=lambda item: (-item[1], item[0] != label_phase, _rank(item[0])))
    best, score = order[0]
    second, near = order[1] if len(order) > 1 else (NONE, 0.0)
    rounded = {key: round(value, 4) for key, value in order if value > 0}
    if best == NONE:
        return Placing(UNASSIGNED, (), "the label says none", rounded)
    if score < weights.min_score:
        return Placing(UNASSIGNED, cues_of(hits, [best]), f"{best} is best, but weak", rounded)
    if score - near < weights.min_margin and second != NONE:
        return Placing(AMBIGUOUS, cues_of(hits, [best, second]), f"between {best} and {second}", rounded)
    source = "label" if best == label_phase else "cues"
    cues = cues_of(hits, [best])
    return Placing(best, cues, "label and cue" if source == "label" and cues else source, rounded)


def add(one: Mapping[str, float], other: Mapping[str, float]) -> dict[str, float]:
    """Sums of two weights for each key."""
    return {key: one.get(key, 0.0) + other.get(key, 0.0) for key in sorted({*one, *other})}


def _rank(key: str) -> int:
    return PHASES.index(key) if key in PHASES else len(PHASES)
