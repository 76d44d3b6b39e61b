"""Reading KANO candidates back from the store. Writes nothing."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from crawler.errors import MiningProblem
from crawler.store import Store
from crawler.store.runs import current_run
from mining.kano.answers import load_answers
from mining.kano.questionnaire import Feature
from mining.kano.scoring import score_answers
from mining.kano.survey import SurveySettings
from mining.kano.table import Letter
from mining.schema import MINING_MIGRATIONS

KANO_STAGE = "kano"


@dataclass(frozen=True, slots=True)
class Candidate:
    """One feature as the current run found it; the verdict is a candidate, never more.

    penalty and reward are stars on a scale of 1 to 5, None where they could not be estimated. `missing`
    says what would be needed for more; `cues` which cue words spoke for which class, by how many people.
    """

    feature: str
    label_zh: str
    label_en: str
    verdict: str
    grade: str | None
    n_neg: int
    n_pos: int
    people_neg: int
    people_pos: int
    penalty: float | None
    penalty_p: float | None
    reward: float | None
    reward_p: float | None
    riocs: float | None
    ia: float | None
    ia_low: float | None
    ia_high: float | None
    stability: float | None
    missing: Mapping[str, Any]
    cues: Mapping[str, Any]
    note: str
    survey: "SurveyVoice | None" = None

    @property
    def confirmed(self) -> bool:
        """Whether a survey of enough people names one of the classes that the verdict allows."""
        return (
            self.survey is not None
            and self.survey.answers >= SurveySettings().reliable_from
            and self.survey.stands_out
            and self.survey.category in _LETTERS.get(self.verdict, ())
        )


@dataclass(frozen=True, slots=True)
class SurveyVoice:
    """What imported answers say of the feature; `stands_out` is Fong's test."""

    category: Letter | None
    answers: int
    stands_out: bool


_LETTERS: Mapping[str, tuple[Letter, ...]] = {
    "must_be": ("M",),
    "performance": ("O",),
    "attractive": ("A",),
    "indifferent": ("I",),
    "must_be_or_performance": ("M", "O"),
    "attractive_or_performance": ("A", "O"),
}


def load_candidates(store: Store) -> list[Candidate]:
    """The candidates of the current run, most spoken of first; empty where the stage has not run."""
    store.migrate(MINING_MIGRATIONS)
    rows = store.rows(
        "SELECT * FROM kano_candidates WHERE run_id = ? ORDER BY n_neg + n_pos DESC, feature",
        (current_run(store, KANO_STAGE),),
    )
    own = ("missing", "cues", "survey")
    fields = [name for name in Candidate.__dataclass_fields__ if name not in own]
    voices = _voices(store)
    return [
        Candidate(
            **{name: row[name] for name in fields},
            missing=json.loads(row["missing"]),
            cues=json.loads(row["cues"]),
            survey=voices.get(row["feature"]),
        )
        for row in rows
    ]


def _voices(store: Store) -> dict[str, SurveyVoice]:
    """All imported answers, by the feature that they are about."""
    if not store.value("SELECT count(*) FROM kano_answers"):
        return {}
    scores = [item.score for item in score_answers(load_answers(store))]
    return {
        score.feature: SurveyVoice(
            score.category, int(score.answers), score.fong is not None and score.fong.significant
        )
        for score in scores
    }


@dataclass(frozen=True, slots=True)
class KanoShift:
    """What a feature was a candidate for before a day and from it on; see mining.kano.periods.Shift."""

    feature: str
    at: str
    before: str
    after: str
    drifted: bool
    reviews_before: int
    reviews_after: int


def load_shifts(store: Store) -> list[KanoShift]:
    """Features with a verdict in either period of the current run, those that drifted first."""
    store.migrate(MINING_MIGRATIONS)
    rows = store.rows(
        "SELECT feature, at, before, after, drifted, reviews_before, reviews_after FROM kano_shifts"
        " WHERE run_id = ? ORDER BY drifted DESC, feature",
        (current_run(store, KANO_STAGE),),
    )
    return [KanoShift(**{**dict(row), "drifted": bool(row["drifted"])}) for row in rows]


def load_kano_findings(store: Store, feature: str) -> dict[str, float]:
    """Findings of the current run that speak of a feature, with the share of their clauses; most first."""
    store.migrate(MINING_MIGRATIONS)
    rows = store.rows(
        "SELECT finding_id, share FROM kano_findings WHERE run_id = ? AND feature = ?"
        " ORDER BY share DESC, finding_id",
        (current_run(store, KANO_STAGE), feature),
    )
    return {row["finding_id"]: row["share"] for row in rows}


def features_to_ask(store: Store, limit: int) -> list[Feature]:
    """The features most spoken of, to be asked about by quality. Raises MiningProblem without any."""
    found = load_candidates(store)[:limit]
    if not found:
        folder = store.path.parent
        raise MiningProblem(
            "there are no KANO candidates to ask about",
            where=str(folder),
            hint=f"caifeng mine --study {folder} (rated posts are needed), or --features FILE",
        )
    return [Feature(item.feature, item.label_zh, item.label_en, "quality") for item in found]
