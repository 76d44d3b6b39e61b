"""KANO candidates in words; every class is called a candidate."""

from collections.abc import Mapping
from typing import Any

from mining.kano.reading import Candidate
from outputs.text import Words

COUNTED = ("negative_mentions", "positive_mentions", "negative_people", "positive_people")
DOUBTS = ("kano.doubt_1", "kano.doubt_2", "kano.doubt_3", "kano.doubt_4")


def verdict_text(candidate: Candidate, words: Words) -> str:
    """The verdict, such as "must-be candidate" or "insufficient evidence"."""
    return words(f"kano.verdict_{candidate.verdict}")


def grade_text(candidate: Candidate, words: Words) -> str:
    """The grade, or a dash while the evidence is insufficient; a survey that agrees outdoes it."""
    if candidate.confirmed:
        return words("kano.grade_survey")
    return words(f"kano.grade_{candidate.grade or 'none'}")


def missing_text(missing: Mapping[str, Any], words: Words) -> str:
    """Why, and what would be needed for more: "too few mentions: 18 more negative mentions"."""
    reason = words(f"kano.reason_{missing['reason']}")
    lacking = [words(f"kano.missing_{name}", n=missing[name]) for name in COUNTED if name in missing]
    colon, comma = ("：", "，") if words.language == "zh" else (": ", ", ")
    return reason + (colon + comma.join(lacking) if lacking else "")


def note_texts(candidate: Candidate, words: Words) -> list[str]:
    """What a person should know or look at."""
    notes = [words(f"kano.note_{code}") for code in candidate.note.split()]
    if candidate.survey is not None and candidate.survey.category is not None:
        notes.append(words("kano.survey", category=candidate.survey.category, n=candidate.survey.answers))
    return notes
