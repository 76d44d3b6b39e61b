"""How much a candidate is worth: weak, moderate or strong; survey-confirmed only after a survey.

weak: cue words alone, or an indifference that reviews cannot really show. moderate: the gates are passed.
strong: cue words agree and at least two sources show the same class by themselves, with authors known.
Where cues and ratings disagree, both are shown; nothing is averaged.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from mining.kano.cues import CueEvidence
from mining.kano.gates import FULL_CLASSES, INSUFFICIENT, Verdict
from mining.kano.prca import FeatureResult, PrcaSettings, analyse
from mining.kano.reviews import RatedReview

Grade = Literal["weak", "moderate", "strong"]

CUE_PEOPLE = 5
CUE_SOURCES = 2
CUE_SHARE = 2 / 3  # of those who use cue words about the feature
REPLICATIONS = 2
_OPEN_CLASSES: Mapping[Verdict, tuple[str, ...]] = {
    "must_be_or_performance": ("must_be", "performance"),
    "attractive_or_performance": ("attractive", "performance"),
}


@dataclass(frozen=True, slots=True)
class Graded:
    """The verdict that is shown, its grade (None while the evidence is insufficient), and codes of notes."""

    verdict: Verdict
    grade: Grade | None
    notes: tuple[str, ...]


def grade(result: FeatureResult, cues: CueEvidence, replicated: int) -> Graded:
    """The graded candidate. `replicated`: in how many sources the same class comes out by itself."""
    notes = [result.note] if result.note else []
    leaning = cues.leading(people=CUE_PEOPLE, share=CUE_SHARE)
    if leaning == "reverse":
        notes.append("reverse_cues")
    verdict = result.verdict
    if verdict == INSUFFICIENT:
        alone = leaning in FULL_CLASSES and len(cues.sources[str(leaning)]) >= CUE_SOURCES
        if not alone:
            return Graded(verdict, None, tuple(notes))
        named = next(name for name in FULL_CLASSES if name == leaning)
        return Graded(named, "weak", (*notes, "cues_only"))
    if not result.people_known:
        notes.append("people_unknown")
    agrees = leaning in (verdict, *_OPEN_CLASSES.get(verdict, ()))
    if leaning is not None and not agrees:
        notes.append("cues_disagree")
    if verdict == "indifferent":
        return Graded(verdict, "weak", tuple(notes))
    strong = (
        verdict in FULL_CLASSES and leaning == verdict and replicated >= REPLICATIONS and result.people_known
    )
    return Graded(verdict, "strong" if strong else "moderate", tuple(notes))


def replications(
    reviews: Iterable[RatedReview], verdicts: Mapping[str, Verdict], settings: PrcaSettings
) -> dict[str, int]:
    """feature -> number of sources whose reviews alone give the same full class."""
    by_source: dict[str, list[RatedReview]] = {}
    for review in reviews:
        by_source.setdefault(review.source, []).append(review)
    counts = dict.fromkeys(verdicts, 0)
    if len(by_source) < REPLICATIONS or not set(verdicts.values()) & set(FULL_CLASSES):
        return counts
    for own in by_source.values():
        if sum(review.rating is not None for review in own) < 2 * settings.gates.mentions:
            continue
        for item in analyse(own, settings).features:
            if item.verdict in FULL_CLASSES and item.verdict == verdicts.get(item.feature):
                counts[item.feature] += 1
    return counts
