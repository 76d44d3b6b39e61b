"""KANO: the questionnaire on paper, in the browser and as a workbook, and the sheet that scores it live."""

import io
from collections.abc import Iterator, Sequence

from mining.kano.questionnaire import Feature, Questionnaire, make_questionnaire
from mining.kano.wording import FormLanguage
from outputs.kano.form_html import render_html
from outputs.kano.form_xlsx import fill_book
from outputs.pack.dates import moment
from outputs.pack.kano_score import score_book
from outputs.pack.paper import print_html
from outputs.pack.report import Made
from outputs.pack.view import PackView

MOST = 15
SEED = 7
PEOPLE = 12  # in a room


def make_joint(views: Sequence[PackView]) -> Iterator[Made]:
    """One form for all languages of the pack; nothing where the study has no candidate to ask about."""
    first = views[0]
    features = to_ask(first)
    if not features:
        return
    language: FormLanguage = "both" if len(views) > 1 else first.language
    form = make_questionnaire(features, language=language, seed=SEED, with_importance=True)
    title = " / ".join(view.words("kano.title") for view in views)
    html = render_html(form, title=f"{first.brand}: {title}")
    yield Made("kano-questionnaire.html", html.encode("utf-8"))
    yield Made("kano-questionnaire.pdf", print_html(first, html))
    yield Made("kano-questionnaire.xlsx", _workbook(form, title, first))
    yield score_book(views, form, PEOPLE)


def to_ask(view: PackView) -> list[Feature]:
    """The features most spoken of, asked about by quality."""
    return [Feature(c.feature, c.label_zh, c.label_en, "quality") for c in view.candidates[:MOST]]


def _workbook(form: Questionnaire, title: str, view: PackView) -> bytes:
    buffer = io.BytesIO()
    fill_book(buffer, form, title, PEOPLE, moment(view.state))
    return buffer.getvalue()
