"""The questionnaire as one self-contained page to print: no script, nothing fetched."""

from dataclasses import dataclass
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from mining.kano.questionnaire import Questionnaire
from outputs.files import write_text
from outputs.neutral import visible
from outputs.text import HTML_LANGUAGE, Language, Words

LEVELS = range(1, 10)


def write_html(form: Questionnaire, path: Path, *, title: str) -> None:
    """Write the page. Raises ExportProblem."""
    write_text(path, render_html(form, title=title))


@dataclass(frozen=True, slots=True)
class Posting:
    """What a page that can be sent needs: the server's token, and the key of what to tell the person."""

    token: str
    said: str = ""


def render_html(form: Questionnaire, *, title: str, post: Posting | None = None) -> str:
    """The page as text; names of features are shown as they are and act on nothing.

    With `post` it is a form to send; without, one to print.
    """
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["visible"] = visible
    languages: tuple[Language, ...] = ("zh", "en") if form.language == "both" else (form.language,)
    words = [Words(language) for language in languages]
    return environment.get_template("form.html.j2").render(
        form=form,
        title=title,
        html_language=HTML_LANGUAGE[languages[0]],
        words=words,
        say=lambda key: " / ".join(word(key) for word in words),
        levels=LEVELS,
        post=post,
    )
