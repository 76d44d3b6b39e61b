"""Reading counts and answers from CSV and XLSX files. What cannot be read is named with its place."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from math import isfinite
from pathlib import Path
from typing import Any

from crawler.errors import ImportProblem
from crawler.importing.files import open_table
from crawler.importing.rows import BadRow, Row, Table
from mining.kano.table import ANSWERS, LETTERS, Answer, Letter
from mining.kano.wording import known_field, known_question, read_answer, scale

COUNT_COLUMNS = ("feature", *LETTERS)
MAX_IMPORTANCE = 9
_COUNTS_HINT = f"a row of headings, {','.join(COUNT_COLUMNS)}, and one row a feature"
_ANSWERS_HINT = (
    "one row an answer with the columns respondent, feature, functional, dysfunctional (importance and"
    " segment may follow), or one row a person with columns like `feature | functional`"
)
# columns of our own form that only repeat the questions
_FORM_COLUMNS = ("name", "if_present", "if_absent")


@dataclass(frozen=True, slots=True)
class SurveyAnswer:
    """One person's answers about one feature. importance is 1 to 9."""

    respondent: str
    feature: str
    functional: Answer
    dysfunctional: Answer
    importance: int | None = None
    segment: str | None = None


@dataclass(slots=True)
class AnswerSheet:
    """All complete answers of a file, and what a person should know about the rest."""

    answers: list[SurveyAnswer]
    notes: list[str] = field(default_factory=list)

    @property
    def features(self) -> list[str]:
        """Features in the order of their first answer."""
        return list(dict.fromkeys(answer.feature for answer in self.answers))

    def pairs(self, feature: str) -> list[tuple[Answer, Answer]]:
        """The pairs of answers about a feature."""
        return [(a.functional, a.dysfunctional) for a in self.answers if a.feature == feature]


def read_counts(path: Path) -> list[tuple[str, dict[Letter, float]]]:
    """Features with the counts of their letters, in the order of the file.

    Raises ImportProblem for an unknown or missing column, a count that is negative, missing or no
    number, a feature that stands twice, and a file without rows.
    """
    table = _open(path, _COUNTS_HINT)
    columns = _count_columns(table)
    features: dict[str, dict[Letter, float]] = {}
    for row in _readable(table):
        name = _text(row.cells[columns["feature"]])
        if not name:
            raise _problem(table, f"{row.place}: the feature has no name", _COUNTS_HINT)
        if name in features:
            raise _problem(
                table, f"{row.place}: {name!r} stands here for the second time", "one row a feature"
            )
        features[name] = {letter: _count(table, row, columns[letter], name) for letter in LETTERS}
    if not features:
        raise _problem(table, "has headings but no rows", _COUNTS_HINT)
    return list(features.items())


def _count_columns(table: Table) -> dict[str, str]:
    wanted = {name.casefold(): name for name in COUNT_COLUMNS}
    found: dict[str, str] = {}
    for heading in table.headings:
        name = wanted.get(heading.casefold())
        if name is None:
            raise _problem(table, f"there is a column {heading!r} that is not known", _COUNTS_HINT)
        found[name] = heading
    missing = [name for name in COUNT_COLUMNS if name not in found]
    if missing:
        raise _problem(table, f"the column {', '.join(missing)} is missing", _COUNTS_HINT)
    return found


def _count(table: Table, row: Row, column: str, feature: str) -> float:
    text = _text(row.cells[column])
    where = f"{row.place}: {column} of {feature!r}"
    if not text:
        raise _problem(table, f"{where} is blank", "write 0 where nobody answered so")
    try:
        value = float(text)
    except ValueError as error:
        raise _problem(table, f"{where} is no number: {text!r}", _COUNTS_HINT) from error
    if not isfinite(value) or value < 0:
        raise _problem(table, f"{where} cannot be {text}", "counts are numbers from 0 up")
    if value > MAX_COUNT:
        raise _problem(table, f"{where} is too large: {text}", "counts are numbers of people")
    return value


MAX_COUNT = 1_000_000_000


def read_answers(path: Path) -> AnswerSheet:
    """The answers of a file, one row an answer or one row a person.

    Raises ImportProblem for a file without answers, an answer that is none of the five, and a person
    who answers twice about a feature.
    """
    table = _open(path, _ANSWERS_HINT)
    fields = {name: heading for heading in reversed(table.headings) if (name := known_field(heading))}
    questions = {heading: found for heading in table.headings if (found := known_question(heading))}
    if {"feature", "functional", "dysfunctional"} <= set(fields):
        sheet, used = _read(table, _long(table, fields)), {*fields.values(), *_FORM_COLUMNS}
    elif questions:
        sheet, used = _read(table, _wide(table, fields, questions)), {*fields.values(), *questions}
    else:
        raise _problem(table, f"no answers are found under {', '.join(table.headings[:8])}", _ANSWERS_HINT)
    left = [heading for heading in table.headings if heading not in used]
    if left:
        sheet.notes.append(f"columns not read: {', '.join(left[:8])}")
    return sheet


@dataclass(frozen=True, slots=True)
class _Raw:
    place: str
    respondent: str
    feature: str
    cells: Mapping[str, str]


def _long(table: Table, fields: Mapping[str, str]) -> Iterator[_Raw]:
    for row in _readable(table):
        cells = {name: _text(row.cells.get(heading)) for name, heading in fields.items()}
        if not cells["feature"]:
            raise _problem(table, f"{row.place}: the feature has no name", _ANSWERS_HINT)
        # a file of one person may leave the column out
        yield _Raw(row.place, cells.get("respondent") or table.path.stem, cells["feature"], cells)


def _wide(
    table: Table, fields: Mapping[str, str], questions: Mapping[str, tuple[str, str]]
) -> Iterator[_Raw]:
    features = dict.fromkeys(feature for feature, _ in questions.values())
    for row in _readable(table):
        common = {name: _text(row.cells.get(heading)) for name, heading in fields.items()}
        for feature in features:
            own = {
                name: _text(row.cells.get(heading))
                for heading, (about, name) in questions.items()
                if about == feature
            }
            yield _Raw(row.place, common.get("respondent") or row.place, feature, {**common, **own})


def _read(table: Table, rows: Iterator[_Raw]) -> AnswerSheet:
    answers: dict[tuple[str, str], SurveyAnswer] = {}
    left: Counter[str] = Counter()
    for raw in rows:
        functional, dysfunctional = raw.cells.get("functional", ""), raw.cells.get("dysfunctional", "")
        if not functional or not dysfunctional:
            left["not answered" if functional == dysfunctional else "answered by half"] += 1
            continue
        key = (raw.respondent, raw.feature)
        if key in answers:
            raise _problem(
                table,
                f"{raw.place}: {raw.respondent!r} answers for the second time about {raw.feature!r}",
                "one answer a person and feature; give each person a number of their own",
            )
        answers[key] = SurveyAnswer(
            respondent=raw.respondent,
            feature=raw.feature,
            functional=_answer(table, raw, functional),
            dysfunctional=_answer(table, raw, dysfunctional),
            importance=_importance(table, raw),
            segment=raw.cells.get("segment") or None,
        )
    if not answers:
        raise _problem(table, "holds no complete answer", _ANSWERS_HINT)
    return AnswerSheet(list(answers.values()), [f"{count} pairs {what}" for what, count in left.items()])


def _answer(table: Table, raw: _Raw, text: str) -> Answer:
    found = read_answer(text)
    if found is None:
        known = "; ".join(f"{n} {words}" for n, words in enumerate(scale("both").values(), start=1))
        raise _problem(
            table, f"{raw.place}: {text!r} about {raw.feature!r} is none of the {len(ANSWERS)} answers", known
        )
    return found


def _importance(table: Table, raw: _Raw) -> int | None:
    text = raw.cells.get("importance", "")
    if not text:
        return None
    if not text.isdecimal() or not 1 <= int(text) <= MAX_IMPORTANCE:
        raise _problem(table, f"{raw.place}: importance cannot be {text!r}", f"1 to {MAX_IMPORTANCE}")
    return int(text)


def _open(path: Path, hint: str) -> Table:
    try:
        return open_table(path)
    except ImportProblem as error:
        # the reader speaks of posts, for which it is mostly used
        empty = error.message in ("is empty", "has no rows")
        raise ImportProblem(error.message, where=error.where, hint=hint if empty else error.hint) from error


def _readable(table: Table) -> Iterator[Row]:
    for row in table.rows():
        if isinstance(row, BadRow):
            raise _problem(table, f"{row.place}: {row.reason}", "nothing was read; mend the row, then repeat")
        yield row


def _text(cell: Any) -> str:
    return "" if cell is None else str(cell).strip()


def _problem(table: Table, message: str, hint: str) -> ImportProblem:
    return ImportProblem(message, where=str(table.path), hint=hint)
