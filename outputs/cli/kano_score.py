"""`caifeng kano score`: counts or answers in, scores out."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from outputs.cli.common import json_option, open_study, put, put_json, put_table, say

if TYPE_CHECKING:
    from mining.kano.scoring import AnswerScore
    from mining.kano.sheets import SurveyAnswer
    from mining.kano.survey import FeatureScore

seed_option = click.option(
    "--seed", type=click.IntRange(min=0), default=7, show_default=True, help="Same seed, same result."
)


@click.command("score")
@click.argument("answers", type=click.Path(path_type=Path), required=False)
@click.option(
    "--counts", type=click.Path(path_type=Path), help="A table with the columns feature,M,O,A,I,R,Q instead."
)
@click.option("--study", "folder", type=click.Path(path_type=Path), help="The answers imported into a study.")
@click.option("--survey", help="With --study: only the answers imported under this name.")
@seed_option
@json_option
def score_command(
    answers: Path | None,
    counts: Path | None,
    folder: Path | None,
    survey: str | None,
    seed: int,
    as_json: bool,
) -> None:
    """Score answers, or the counts of a survey.

    ANSWERS is a CSV or XLSX file: the questionnaire filled in, or one row an answer with the columns
    respondent, feature, functional, dysfunctional. Better and Worse come with 95 % bootstrap intervals;
    `rule` is the category by M > O > A > I where the two largest are within 5 points; `stands out` is
    Fong's test. M must-be, O performance, A attractive, I indifferent, R reverse, Q contradictory.

    \b
    caifeng kano score answers.xlsx
    caifeng kano score --counts counts.csv --json
    """
    from mining.kano.survey import SurveySettings, score_features

    if sum(given is not None for given in (answers, counts, folder)) != 1:
        raise click.UsageError("give one of: a file of answers, --counts FILE, --study DIR")
    settings = SurveySettings(seed=seed)
    if counts is not None:
        from mining.kano.sheets import read_counts

        scores = score_features(read_counts(counts), settings)
        _show(scores, [score.as_json() for score in scores], as_json)
        return
    from mining.kano.scoring import score_answers

    found = score_answers(_stored(folder, survey) if answers is None else told_answers(answers), settings)
    _show([item.score for item in found], [item.as_json() for item in found], as_json)
    if not as_json:
        _show_means(found)


def told_answers(path: Path) -> "list[SurveyAnswer]":
    """The answers of a file; what was left out is told. Raises ImportProblem."""
    from mining.kano.sheets import read_answers

    sheet = read_answers(path)
    for note in sheet.notes:
        say(note)
    return sheet.answers


def _stored(folder: Path | None, survey: str | None) -> "list[SurveyAnswer]":
    from mining.kano.answers import load_answers

    assert folder is not None
    with open_study(folder).open() as store:
        return load_answers(store, survey)


def _show(scores: "list[FeatureScore]", documents: list[dict[str, Any]], as_json: bool) -> None:
    if as_json:
        put_json({"features": documents})
        return
    put_table(
        (
            "feature",
            "answers",
            "M",
            "O",
            "A",
            "I",
            "R",
            "Q",
            "better",
            "worse",
            "category",
            "rule",
            "stands out",
        ),
        [_line(score) for score in scores],
    )
    warned = [score for score in scores if score.warnings]
    if warned:
        put()
    for score in warned:
        for warning in score.warnings:
            put(f"{score.feature}: {warning.partition(': ')[2]}")


def _line(score: "FeatureScore") -> list[Any]:
    return [
        score.feature,
        f"{score.answers:g}",
        *(f"{score.counts[letter]:g}" for letter in ("M", "O", "A", "I", "R", "Q")),
        _with_interval(score.better, score.better_ci),
        _with_interval(score.worse, score.worse_ci),
        score.category or "-",
        score.rule_category or "-",
        "-" if score.fong is None else "yes" if score.fong.significant else "no",
    ]


def _with_interval(value: float | None, interval: tuple[float, float] | None) -> str:
    if value is None:
        return "-"
    return f"{value:.2f}" if interval is None else f"{value:.2f} [{interval[0]:.2f}, {interval[1]:.2f}]"


def _show_means(found: "list[AnswerScore]") -> None:
    """The continuous reading: from -2 (would rather not) to 4 (glad to have it, sorry to lack it)."""
    put()
    rows = []
    for item in found:
        mean = item.continuous
        assert mean is not None
        importance = "" if item.importance is None else f"{item.importance:.1f} (n {item.importance_n})"
        rows.append(
            (
                item.score.feature,
                _spread(mean.functional, mean.functional_sd),
                _spread(mean.dysfunctional, mean.dysfunctional_sd),
                importance,
            )
        )
    put_table(("feature", "mean with it", "mean without it", "importance 1-9"), rows)
    say("Means run from -2 to 4 and hide camps: read them beside the categories, not instead.")


def _spread(mean: float, deviation: float | None) -> str:
    return f"{mean:.2f}" if deviation is None else f"{mean:.2f} (SD {deviation:.2f})"
