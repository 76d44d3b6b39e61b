"""`caifeng kano`: candidates, the questionnaire, and its answers; `kano_score` has the scores."""

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from outputs.cli.common import json_option, open_study, put, put_json, put_table, say, study_option
from outputs.cli.kano_score import told_answers
from outputs.cli.lazy import Entry, LazyGroup

if TYPE_CHECKING:
    from datetime import datetime

    from mining.kano.reading import Candidate
    from outputs.text import Language

FIRST = 10  # features shown where none could be estimated

kano = LazyGroup(
    name="kano",
    help="""KANO candidates, and the questionnaire that tests them.

    What reviews show is a candidate; what a class is, only a questionnaire says.

    \b
    caifeng kano questionnaire --study tea --out form.xlsx --lang zh
    caifeng kano score form.xlsx
    """,
    entries={
        "candidates": Entry(
            "outputs.cli.kano:candidates_command", "What the rated posts of a study suggest."
        ),
        "drift": Entry(
            "outputs.cli.kano:drift_command",
            "Whether a candidate's class changed from one period to the next.",
        ),
        "questionnaire": Entry(
            "outputs.cli.kano_form:questionnaire_command", "Write the questionnaire, to print or to fill in."
        ),
        "form": Entry("outputs.cli.kano_form:form_command", "Ask in the browser of this machine."),
        "import": Entry("outputs.cli.kano:import_command", "Take answers into a study."),
        "score": Entry("outputs.cli.kano_score:score_command", "Score answers, or the counts of a survey."),
    },
)


@click.command("candidates")
@study_option
@click.option("--lang", type=click.Choice(("zh", "en")), default="en", show_default=True)
@click.option("--all", "everything", is_flag=True, help="Also what is mentioned too seldom to say anything.")
@json_option
def candidates_command(folder: Path, lang: "Language", everything: bool, as_json: bool) -> None:
    """What the rated posts of a study suggest.

    `penalty` and `reward` are stars on a scale of 1 to 5; IA runs from -1 (only displeases) to 1 (only
    pleases). A class is always a candidate, and "insufficient evidence" is the usual result.

    \b
    caifeng kano candidates --study tea --lang zh
    """
    from mining.kano.reading import load_candidates

    with open_study(folder).open() as store:
        found = load_candidates(store)
    if as_json:
        put_json({"candidates": [asdict(item) for item in found]})
        return
    if not found:
        say(f"No candidates yet: they come from rated posts, with caifeng mine --study {folder}")
        return
    _print_candidates(found, lang, everything)


def _print_candidates(found: "list[Candidate]", lang: "Language", everything: bool) -> None:
    from outputs.kano.words import grade_text, missing_text, note_texts, verdict_text
    from outputs.text import Words

    words = Words(lang)
    shown = [item for item in found if everything or item.penalty is not None or item.reward is not None]
    shown = shown or found[:FIRST]  # a table without rows would not say what is missing
    rows = [
        (
            item.label_zh if lang == "zh" else item.label_en,
            verdict_text(item, words),
            grade_text(item, words),
            f"{item.n_neg}/{item.n_pos}",
            *("-" if value is None else f"{value:+.2f}" for value in (item.penalty, item.reward, item.ia)),
            "; ".join([missing_text(item.missing, words), *note_texts(item, words)]),
        )
        for item in shown
    ]
    put_table(
        ("feature", "verdict", "grade", "n-/n+", "penalty", "reward", "IA", "why, and what is missing"), rows
    )
    if len(shown) < len(found):
        say(f"{len(found) - len(shown)} more are mentioned too seldom for an estimate; --all lists them.")
    say(words("kano.candidate_note"))


@click.command("drift")
@study_option
@click.option(
    "--at",
    type=click.DateTime(["%Y-%m-%d"]),
    required=True,
    help="First day of the later period, as 2026-01-31.",
)
@click.option("--lang", type=click.Choice(("zh", "en")), default="en", show_default=True)
@json_option
def drift_command(folder: Path, at: "datetime", lang: "Language", as_json: bool) -> None:
    """Whether a candidate's class changed from one period to the next.

    Both periods are analysed by themselves. A change counts only where both pass the gates; features
    with insufficient evidence in both are not listed.

    \b
    caifeng kano drift --study tea --at 2026-01-01
    """
    from mining.kano.periods import periods_of
    from outputs.text import Words

    found = periods_of(open_study(folder), at.date())
    if as_json:
        shifts = [{**asdict(shift), "drifted": shift.drifted} for shift in found.shifts]
        put_json({**asdict(found), "shifts": shifts})
        return
    words = Words(lang)
    rows = [
        (
            shift.feature,
            words(f"kano.verdict_{shift.before}"),
            words(f"kano.verdict_{shift.after}"),
            "yes" if shift.drifted else "",
        )
        for shift in found.shifts
    ]
    put_table(("feature", "before", "after", "changed"), rows)
    say(
        f"Rated posts: {found.reviews_before} before, {found.reviews_after} after,"
        f" {found.undated} without a date."
    )


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
    given = told_answers(answers)
    with study.open() as store:
        done = save_answers(store, survey or answers.stem, given)
    if as_json:
        put_json(asdict(done))
        return
    put(f"{done.answers} answers of {done.people} people about {done.features} features, as {done.survey!r}")
    if done.replaced:
        put(f"they replace {done.replaced} imported before under that name")
    say(f"Next: caifeng kano score --study {folder}")
