"""`caifeng kano questionnaire` and `caifeng kano form`: asking, on paper, in a workbook or in the browser."""

import contextlib
import webbrowser
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from outputs.cli.common import open_study, put, say, study_option
from outputs.cli.kano_score import seed_option

if TYPE_CHECKING:
    from mining.kano.questionnaire import Feature


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
@seed_option
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


@click.command("form")
@study_option
@click.option(
    "--features",
    type=click.Path(path_type=Path),
    help="Ask about these instead of the study's candidates; as for `questionnaire`.",
)
@click.option("--survey", default="form", show_default=True, help="Name under which the answers are kept.")
@click.option("--lang", type=click.Choice(("zh", "en", "both")), default="zh", show_default=True)
@click.option("--importance", is_flag=True, help="Also ask how important each feature is, 1 to 9.")
@click.option(
    "--limit", type=click.IntRange(min=1), default=15, show_default=True, help="Candidates at the most."
)
@click.option("--title", help="Title of the form.")
@click.option(
    "--port", type=click.IntRange(0, 65535), default=0, help="Port on this machine; a free one if not given."
)
@click.option("--open", "open_browser", is_flag=True, help="Open the browser, too.")
@seed_option
def form_command(
    folder: Path, features: Path | None, limit: int, port: int, open_browser: bool, **choices: Any
) -> None:
    """Ask in the browser of this machine.

    Serves the questionnaire on 127.0.0.1, one person after the other, each in an order of their own;
    what they send is kept in the study. Ends with Ctrl-C.

    \b
    caifeng kano form --study tea --lang both --open
    """
    from mining.kano.questionnaire import read_features
    from outputs.kano.form_web import Asking, make_form_app
    from outputs.web.serve import address, listen, serve_app

    study = open_study(folder)
    asked = read_features(features) if features is not None else _from_study(folder, limit)
    title = choices["title"] or _title(choices["lang"])
    asking = Asking(asked, choices["lang"], choices["seed"], choices["importance"], choices["survey"], title)
    sock = listen(port)
    put(address(sock))
    say(f"Answers are kept as {asking.survey!r}. Only this machine can see the form. Ctrl-C ends it.")
    if open_browser:
        webbrowser.open(address(sock))
    with contextlib.suppress(KeyboardInterrupt):  # the way to end it, not a failure
        serve_app(make_form_app(study, asking), sock)
    say(f"Next: caifeng kano score --study {folder} --survey {asking.survey}")
