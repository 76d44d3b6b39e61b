"""`caifeng kano`: the questionnaire, its answers, and their scores."""

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from outputs.cli.common import json_option, open_study, put, put_json, put_table, say, study_option
from outputs.cli.lazy import Entry, LazyGroup

if TYPE_CHECKING:
    from mining.kano.questionnaire import Feature
    from mining.kano.scoring import AnswerScore
    from mining.kano.sheets import SurveyAnswer
    from mining.kano.survey import FeatureScore

kano = LazyGroup(
    name="kano",
    help="""KANO candidates, and the questionnaire that tests them.

    What reviews show is a candidate; what a class is, only a questionnaire says.

    \b
    caifeng kano questionnaire --study tea --out form.xlsx --lang zh
    caifeng kano score form.xlsx
    """,
    entries={
        "questionnaire": Entry(
            "outputs.cli.kano:questionnaire_command", "Write the questionnaire, to print or to fill in."
        ),
        "import": Entry("outputs.cli.kano:import_command", "Take answers into a study."),
        "score": Entry("outputs.cli.kano:score_command", "Score answers, or the counts of a survey."),
    },
)

_SEED = click.option(
    "--seed", type=click.IntRange(min=0), default=7, show_default=True, help="Same seed, same result."
)


@click.command("score")
@click.argument("answers", type=click.Path(path_type=Path), required=False)
@click.option(
    "--counts", type=click.Path(path_type=Path), help="A table with the columns feature,M,O,A,I,R,Q instead."
)
@click.option("--study", "folder", type=click.Path(path_type=Path), help="The answers imported into a study.")
@click.option("--survey", help="With --study: only the answers imported under this name.")
@_SEED
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

    found = score_answers(_stored(folder, survey) if answers is None else _read(answers), settings)
    _show([item.score for item in found], [item.as_json() for item in found], as_json)
    if not as_json:
        _show_means(found)


def _read(path: Path) -> "list[SurveyAnswer]":
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


@click.command("import")
@click.argument("answers", type=click.Path(path_type=Path))
@study_option
@click.option("--survey", help="Name of the survey; the file's name if not given.")
@json_option
def import_command(answers: Path, folder: Path, survey: str | None, as_json: bool) -> None:
    """Take answers into a study.

    The same forms as `caifeng kano score` reads. Respondents become keyed hashes. Importing under the
    same name replaces what was there, so that nothing counts twice.

    \b
    caifeng kano import answers.xlsx --study tea --survey spring
    """
    from mining.kano.answers import save_answers

    study = open_study(folder)
    given = _read(answers)
    with study.open() as store:
        done = save_answers(store, survey or answers.stem, given)
    if as_json:
        put_json(asdict(done))
        return
    put(f"{done.answers} answers of {done.people} people about {done.features} features, as {done.survey!r}")
    if done.replaced:
        put(f"they replace {done.replaced} imported before under that name")
    say(f"Next: caifeng kano score --study {folder}")


@click.command("questionnaire")
@click.option(
    "--study", "folder", type=click.Path(path_type=Path), help="Ask about the KANO candidates of a study."
)
@click.option(
    "--features",
    type=click.Path(path_type=Path),
    help="Ask about these: a .txt with one a line, or a table with the columns feature,zh,en,form.",
)
@click.option("--out", type=click.Path(path_type=Path), required=True, help="File to write: .html or .xlsx.")
@click.option("--lang", type=click.Choice(("zh", "en", "both")), default="zh", show_default=True)
@click.option("--importance", is_flag=True, help="Also ask how important each feature is, 1 to 9.")
@click.option(
    "--limit",
    type=click.IntRange(min=1),
    default=15,
    show_default=True,
    help="With --study: features at the most.",
)
@click.option(
    "--people",
    type=click.IntRange(1, 1000),
    default=1,
    show_default=True,
    help="In a workbook: rows for so many people.",
)
@click.option("--title", help="Title of the form.")
@_SEED
def questionnaire_command(
    folder: Path | None,
    features: Path | None,
    out: Path,
    limit: int,
    people: int,
    title: str | None,
    **choices: Any,
) -> None:
    """Write the questionnaire, to print or to fill in.

    Two questions a feature, in an order that the seed decides. A feature with form `presence` is asked
    about as there or not, one with `quality` as done well or badly; the aspects of a study are asked
    about by quality. Name concrete features in a file of your own for a sharper answer.

    \b
    caifeng kano questionnaire --study tea --out form.html --lang both
    caifeng kano questionnaire --features ideas.txt --out form.xlsx --lang zh --importance --people 30
    """
    from mining.kano.questionnaire import ADVISED_FEATURES, make_questionnaire, read_features

    if (folder is None) == (features is None):
        raise click.UsageError("give one of: --study DIR, --features FILE")
    if out.suffix.lower() not in (".html", ".xlsx"):
        raise click.UsageError(f"--out must end in .html or .xlsx, got {out.name!r}")
    asked = read_features(features) if features is not None else _from_study(folder, limit)
    form = make_questionnaire(
        asked, language=choices["lang"], seed=choices["seed"], with_importance=choices["importance"]
    )
    heading = title or _title(choices["lang"])
    if out.suffix.lower() == ".html":
        from outputs.kano.form_html import write_html

        write_html(form, out, title=heading)
    else:
        from outputs.kano.form_xlsx import write_xlsx

        write_xlsx(form, out, title=heading, people=people)
    say(f"{len(form.pairs)} features, {2 * len(form.pairs)} questions: {out}")
    if len(form.pairs) > ADVISED_FEATURES:
        say(f"More than {ADVISED_FEATURES} features tire people; several shorter forms answer better.")


def _from_study(folder: Path | None, limit: int) -> "list[Feature]":
    from mining.kano.reading import features_to_ask

    assert folder is not None
    with open_study(folder).open() as store:
        return features_to_ask(store, limit)


def _title(language: str) -> str:
    from outputs.text import Words

    return " / ".join(Words(code)("kano.title") for code in ("zh", "en") if language in (code, "both"))
