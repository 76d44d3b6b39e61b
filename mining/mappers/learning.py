"""What people's moves teach: clauses of findings that somebody moved are examples of where they belong.

A clause that no cue decides takes the place of the examples that it is most like: the mean cosine of its
two best ones (pieces of two characters, or of three in Latin words) is at least LIKE and clear of the next
place by MARGIN. Only moves in force in the journey as it is count; an undo takes the lesson back.
"""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from crawler.store import Store
from mining.mappers.cues import fold
from mining.mappers.place import Place
from mining.overlay import ShownFinding, current_findings
from mining.taxonomy_model import NOT_PLACES

LIKE = 0.5
MARGIN = 0.05
BEST = 2
MOST_EXAMPLES = 2_000
AXES = ("phase", "touchpoint")
_RUN = re.compile(r"[a-z0-9']+|[^\W\da-z_]+")


@dataclass(frozen=True, slots=True)
class Example:
    """A clause of a finding that people moved along an axis."""

    axis: str
    key: str
    clause_id: str
    finding_id: str
    text: str


def load_examples(store: Store) -> list[Example]:
    """The examples that the moves in force give; [] where nobody moved anything."""
    if not store.value("SELECT count(*) FROM decisions WHERE action = 'move'"):
        return []
    return examples_of(current_findings(store))[:MOST_EXAMPLES]


def examples_of(findings: Iterable[ShownFinding]) -> list[Example]:
    """One example for each axis and clause of the findings that stand where people put them."""
    return [
        Example(axis, key, evidence.clause_id, item.id, evidence.quote)
        for item in findings
        if not item.hidden
        for axis, key in sorted(item.placed.items())
        if axis in AXES and key not in NOT_PLACES
        for evidence in item.evidence
    ]


class Learner:
    """Places clauses by the examples; built once, used for all clauses."""

    def __init__(self, examples: Sequence[Example]) -> None:
        self._own = {(e.axis, e.clause_id): e for e in examples}
        self._examples = list(examples)
        self._grams = [pieces(example.text) for example in examples]
        self._holders: dict[str, list[int]] = defaultdict(list)
        for number, grams in enumerate(self._grams):
            for gram in grams:
                self._holders[gram].append(number)
        self.learned: Counter[str] = Counter()

    def improve(self, clause_id: str, text: str, place: Place) -> Place:
        """The place, or a better one where no cue decided and people moved what is like it."""
        if not self._examples:
            return place
        phase = None if place.phase_cues else self._nearest("phase", clause_id, text)
        if phase is not None and phase.key != place.phase:
            self.learned["phase"] += 1
            place = replace(place, phase=phase.key, phase_reason=_reason(phase))
        spot = self._nearest("touchpoint", clause_id, text) if place.touchpoint in NOT_PLACES else None
        if spot is not None:
            self.learned["touchpoint"] += 1
            place = replace(place, touchpoint=spot.key, touchpoint_cues=(), touchpoint_reason=_reason(spot))
        return place

    def _nearest(self, axis: str, clause_id: str, text: str) -> Example | None:
        own = self._own.get((axis, clause_id))
        if own is not None:
            return own
        likeness = self._likeness(pieces(text))
        by_key: dict[str, list[tuple[float, int]]] = defaultdict(list)
        for number, value in likeness.items():
            if self._examples[number].axis == axis:
                by_key[self._examples[number].key].append((value, -number))
        scored = sorted(
            ((sum(v for v, _ in sorted(found)[-BEST:]) / BEST, key) for key, found in by_key.items()),
            reverse=True,
        )
        if not scored or scored[0][0] < LIKE:
            return None
        if len(scored) > 1 and scored[0][0] - scored[1][0] < MARGIN:
            return None
        return self._examples[-max(by_key[scored[0][1]])[1]]

    def _likeness(self, grams: frozenset[str]) -> Mapping[int, float]:
        shared: Counter[int] = Counter()
        for gram in sorted(grams):
            shared.update(self._holders.get(gram, ()))
        return {
            number: count / math.sqrt(len(grams) * len(self._grams[number]))
            for number, count in shared.items()
        }


def pieces(text: str) -> frozenset[str]:
    """Pieces of a text: pairs of neighbouring characters, triples within Latin words and numbers."""
    found: set[str] = set()
    for run in _RUN.findall(fold(text).text):
        size = 3 if run.isascii() else 2
        found |= {run[start : start + size] for start in range(max(1, len(run) - size + 1))}
    return frozenset(found)


def _reason(example: Example) -> str:
    return f"like what people moved ({example.finding_id})"
