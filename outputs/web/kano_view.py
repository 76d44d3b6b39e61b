"""KANO candidates and survey scores as the page shows them: words and coordinates."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from mining.kano.reading import Candidate
from mining.kano.scoring import AnswerScore
from mining.reading import rows_in
from outputs.kano.words import grade_text, missing_text, note_texts, verdict_text
from outputs.web.cards import KANO_LETTERS
from outputs.web.desk import Desk

FINDINGS = 3  # links to findings for each candidate
CUE_WORDS = 4


@dataclass(frozen=True, slots=True)
class CandidateRow:
    """A candidate in words; `findings` are (id, title) of those that speak of it most."""

    item: Candidate
    letter: str
    label: str
    verdict: str
    grade: str
    missing: str
    notes: tuple[str, ...]
    cues: tuple[str, ...]
    findings: tuple[tuple[str, str], ...]


def candidate_rows(desk: Desk, candidates: Sequence[Candidate]) -> list[CandidateRow]:
    """The candidates with everything in the words of this request."""
    linked = _findings(desk, [item.feature for item in candidates])
    return [
        CandidateRow(
            item=item,
            letter=KANO_LETTERS.get(item.verdict, "?"),
            label=desk.words.written(item.label_zh if desk.language == "zh" else item.label_en),
            verdict=verdict_text(item, desk.words),
            grade=grade_text(item, desk.words),
            missing=missing_text(item.missing, desk.words) if item.missing else "",
            notes=tuple(note_texts(item, desk.words)),
            cues=tuple(_cues(desk, item.cues)),
            findings=tuple(linked.get(item.feature, ())),
        )
        for item in candidates
    ]


def _cues(desk: Desk, cues: Mapping[str, Any]) -> list[str]:
    """Which cue words spoke for which class: "must-be candidate: 4 people (must have, basic)"."""
    told = []
    for name, found in cues.items():
        people = desk.words("people_count.some", n=found["people"])
        words = ", ".join(found["words"][:CUE_WORDS])
        told.append(f"{desk.words.get(f'kano.verdict_{name}', name)}: {people} ({words})")
    return told


def _findings(desk: Desk, features: Sequence[str]) -> dict[str, list[tuple[str, str]]]:
    rows = rows_in(
        desk.store,
        "SELECT feature, finding_id, share FROM kano_findings WHERE run_id ="
        " (SELECT run_id FROM current_runs WHERE stage = 'kano') AND feature IN",
        features,
    )
    places = desk.overlay.places()
    found: dict[str, list[tuple[str, str]]] = {}
    for row in sorted(rows, key=lambda row: (-row["share"], row["finding_id"])):
        item = desk.by_id.get(places.get(row["finding_id"], ""))
        entry = found.setdefault(row["feature"], [])
        if item and not item.hidden and len(entry) < FINDINGS and item.id not in {one for one, _ in entry}:
            entry.append((item.id, desk.title(item)))
    return found


@dataclass(frozen=True, slots=True)
class Dot:
    """One feature in the Better–Worse plane, 100 by 100, Better upwards, Worse (without sign) rightwards."""

    number: int
    name: str
    score: AnswerScore
    x: float
    y: float
    x_range: tuple[float, float] | None
    y_range: tuple[float, float] | None

    @property
    def warnings(self) -> list[str]:
        """Codes of what to mind, such as "small_sample"."""
        return [warning.partition(":")[0] for warning in self.score.score.warnings]


def plot_of(scores: Sequence[AnswerScore], names: Mapping[str, str]) -> list[Dot]:
    """The features that can be placed, numbered by the sum of Better and Worse, largest first."""
    placed = [one for one in scores if one.score.better is not None and one.score.worse is not None]
    placed.sort(key=lambda one: (-_reach(one), one.score.feature))
    return [_dot(number, one, names) for number, one in enumerate(placed, start=1)]


def _reach(one: AnswerScore) -> float:
    return (one.score.better or 0.0) - (one.score.worse or 0.0)


def _dot(number: int, one: AnswerScore, names: Mapping[str, str]) -> Dot:
    score = one.score
    better, worse = score.better or 0.0, score.worse or 0.0
    across = None if score.worse_ci is None else (-100 * score.worse_ci[1], -100 * score.worse_ci[0])
    up = None if score.better_ci is None else (100 - 100 * score.better_ci[1], 100 - 100 * score.better_ci[0])
    name = names.get(score.feature, score.feature)
    return Dot(number, name, one, round(-100 * worse, 2), round(100 - 100 * better, 2), across, up)
