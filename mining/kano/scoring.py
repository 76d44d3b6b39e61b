"""Scoring answers: the letters of every feature, the continuous reading, and what people call important."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from statistics import fmean
from typing import Any

from mining.kano.continuous import Continuous, continuous
from mining.kano.sheets import SurveyAnswer
from mining.kano.survey import FeatureScore, SurveySettings, score_feature
from mining.kano.table import tally


@dataclass(frozen=True, slots=True)
class AnswerScore:
    """A feature's score with what only answers can say. importance is the mean of 1 to 9."""

    score: FeatureScore
    continuous: Continuous | None
    importance: float | None
    importance_n: int

    def as_json(self) -> dict[str, Any]:
        """As a score from counts, with the counts, the continuous reading and importance beside it."""
        return {
            **self.score.as_json(),
            "counts": dict(self.score.counts),
            "continuous": asdict(self.continuous) if self.continuous else None,
            "importance": self.importance,
            "importance_n": self.importance_n,
        }


def score_answers(
    answers: Sequence[SurveyAnswer], settings: SurveySettings | None = None
) -> list[AnswerScore]:
    """Score every feature that was asked about, in the order of its first answer."""
    by_feature: dict[str, list[SurveyAnswer]] = {}
    for answer in answers:
        by_feature.setdefault(answer.feature, []).append(answer)
    return [_score(feature, given, settings) for feature, given in by_feature.items()]


def _score(feature: str, given: Sequence[SurveyAnswer], settings: SurveySettings | None) -> AnswerScore:
    pairs = [(answer.functional, answer.dysfunctional) for answer in given]
    stated = [answer.importance for answer in given if answer.importance is not None]
    return AnswerScore(
        score=score_feature(feature, tally(pairs), settings),
        continuous=continuous(pairs),
        importance=fmean(stated) if stated else None,
        importance_n=len(stated),
    )
