"""KANO: what the posts can and cannot say of each feature, the questionnaire, and what people answered."""

from io import BytesIO

from starlette.responses import Response

from crawler.clock import now
from crawler.errors import UsageProblem
from mining.kano.answers import load_answers
from mining.kano.questionnaire import ADVISED_FEATURES, Feature, Questionnaire, make_questionnaire
from mining.kano.reading import load_candidates
from mining.kano.scoring import score_answers
from mining.kano.wording import FormLanguage
from outputs.kano.words import DOUBTS
from outputs.text import Language, Words
from outputs.web.desk import Desk
from outputs.web.download import attachment, safe_name
from outputs.web.forms import Form
from outputs.web.kano_view import candidate_rows, plot_of
from outputs.web.page import Page

MOST_FEATURES = 60
MOST_PEOPLE = 1_000
LONGEST_NAME = 120
SEED = 7
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def kano(desk: Desk) -> Response:
    """Candidates, builder, and the plot of a survey where answers were imported."""
    candidates = load_candidates(desk.store)
    surveys = [row[0] for row in desk.store.rows("SELECT DISTINCT survey FROM kano_answers ORDER BY survey")]
    survey = desk.query("survey") if desk.query("survey") in surveys else ""
    answers = load_answers(desk.store, survey or None) if surveys else []
    names = {item.feature: desk.words.written(_label(desk, item)) for item in candidates}
    return desk.render(
        "kano_page.html.j2",
        rows=candidate_rows(desk, candidates),
        insufficient=sum(item.verdict == "insufficient_evidence" for item in candidates),
        doubts=DOUBTS,
        surveys=surveys,
        survey=survey,
        respondents=len({answer.respondent for answer in answers}),
        plot=plot_of(score_answers(answers), names),
        seed=SEED,
        advised=ADVISED_FEATURES,
    )


def questionnaire(desk: Desk, form: Form) -> Response:
    """The form about the chosen features, as a page to print or as a workbook."""
    language = form.one("language")
    if language not in ("zh", "en", "both"):
        raise UsageProblem(f"there is no language {language!r}", hint="zh, en, both")
    chosen: FormLanguage = "both" if language == "both" else "zh" if language == "zh" else "en"
    seed = _number(form.one("seed"), SEED, 0, 10**6)
    made = make_questionnaire(
        chosen_features(desk, form), language=chosen, seed=seed, with_importance=bool(form.one("importance"))
    )
    title = form.one("title")[:LONGEST_NAME] or _title(chosen)
    name = f"kano-{safe_name(desk.study.config.study.name)}"
    if form.one("format") == "xlsx":
        people = _number(form.one("people"), 1, 1, MOST_PEOPLE)
        return attachment(_workbook(made, title, people), f"{name}.xlsx", _XLSX)
    from outputs.kano.form_html import render_html

    return attachment(render_html(made, title=title).encode(), f"{name}.html", "text/html; charset=utf-8")


def chosen_features(desk: Desk, form: Form) -> list[Feature]:
    """Candidates, asked about by quality, and features named by hand, asked about as there or not."""
    wanted = set(form.many("feature"))
    found = {
        item.feature: Feature(item.feature, item.label_zh, item.label_en, "quality")
        for item in load_candidates(desk.store)
        if item.feature in wanted
    }
    for line in form.one("own").splitlines():
        name = " ".join(line.split())[:LONGEST_NAME]
        if name:
            found.setdefault(name, Feature(name, name, name))
    if not found:
        raise UsageProblem("no feature was chosen", hint="tick a candidate, or write one feature a line")
    if len(found) > MOST_FEATURES:
        raise UsageProblem(f"{len(found)} features are too many", hint=f"{MOST_FEATURES} at the most")
    return list(found.values())


def _workbook(made: Questionnaire, title: str, people: int) -> bytes:
    from outputs.kano.form_xlsx import fill_book

    buffer = BytesIO()
    fill_book(buffer, made, title, people, now())
    return buffer.getvalue()


def _title(language: FormLanguage) -> str:
    codes: tuple[Language, ...] = ("zh", "en") if language == "both" else (language,)
    return " / ".join(Words(code)("kano.title") for code in codes)


def _label(desk: Desk, item: object) -> str:
    return str(getattr(item, f"label_{desk.language}"))


def _number(text: str, default: int, low: int, high: int) -> int:
    return min(high, max(low, int(text))) if text.isdecimal() and len(text) < 8 else default


PAGE = Page(
    "kano_page", reads={"/kano": kano}, writes={"/kano/questionnaire": questionnaire}, nav=50, home="/kano"
)
