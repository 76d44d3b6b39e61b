"""The only writer of kano_answers: what people answered in a survey, by keyed respondent."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, cast

from crawler.clock import now_iso
from crawler.errors import MiningProblem
from crawler.privacy import pseudonymiser_for
from crawler.store import Store
from mining.kano.sheets import SurveyAnswer
from mining.kano.table import Answer
from mining.schema import MINING_MIGRATIONS


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import left in the study: answers, the people who gave them, and how many it replaced."""

    survey: str
    answers: int
    people: int
    features: int
    replaced: int


def save_answers(store: Store, survey: str, answers: Sequence[SurveyAnswer]) -> Imported:
    """Write the answers of one survey, in place of those that it had: importing again adds nothing twice.

    Respondents are stored as keyed hashes, as authors are. Raises StudyProblem when the study was
    written with another key.
    """
    store.migrate(MINING_MIGRATIONS)
    rows = _rows(store, survey, answers)
    with store.writing() as conn:
        replaced = conn.execute("DELETE FROM kano_answers WHERE survey = ?", (survey,)).rowcount
        conn.executemany(_INSERT, rows)
    people = {answer.respondent for answer in answers}
    return Imported(survey, len(rows), len(people), len({answer.feature for answer in answers}), replaced)


def add_answers(store: Store, survey: str, answers: Sequence[SurveyAnswer]) -> None:
    """Add the answers of people who did not answer yet; all of them land, or none.

    Raises StudyProblem when the study was written with another key.
    """
    store.migrate(MINING_MIGRATIONS)
    rows = _rows(store, survey, answers)
    with store.writing() as conn:
        conn.executemany(_INSERT, rows)


def count_respondents(store: Store, survey: str) -> int:
    """How many people answered in a survey."""
    store.migrate(MINING_MIGRATIONS)
    return int(store.value("SELECT count(DISTINCT respondent) FROM kano_answers WHERE survey = ?", (survey,)))


_INSERT = (
    "INSERT INTO kano_answers (survey, respondent, feature, functional, dysfunctional, importance, segment,"
    " imported_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
)


def _rows(store: Store, survey: str, answers: Sequence[SurveyAnswer]) -> list[tuple[Any, ...]]:
    keys = pseudonymiser_for(store)
    at = now_iso()
    return [
        (
            survey,
            # the prefix keeps names that mean nobody ("anonymous") apart from each other's rows
            keys.author_key(f"kano:{survey}", f"respondent {answer.respondent}"),
            answer.feature,
            answer.functional,
            answer.dysfunctional,
            answer.importance,
            answer.segment,
            at,
        )
        for answer in answers
    ]


def load_answers(store: Store, survey: str | None = None) -> list[SurveyAnswer]:
    """The answers of one survey, or of all. Raises MiningProblem where there are none."""
    store.migrate(MINING_MIGRATIONS)
    rows = store.rows(
        "SELECT * FROM kano_answers WHERE survey = coalesce(?, survey) ORDER BY feature, survey, respondent",
        (survey,),
    )
    if not rows:
        raise MiningProblem(
            "no KANO answers were imported" + (f" as {survey!r}" if survey else ""),
            where=str(store.path.parent),
            hint=f"caifeng kano import answers.xlsx --study {store.path.parent}",
        )
    return [
        SurveyAnswer(
            respondent=row["respondent"],
            feature=row["feature"],
            functional=cast(Answer, row["functional"]),
            dysfunctional=cast(Answer, row["dysfunctional"]),
            importance=row["importance"],
            segment=row["segment"],
        )
        for row in rows
    ]
