"""The questionnaire in the browser of this machine, one person after the other; answers go into the study.

Only 127.0.0.1 is served. A write needs the token that this server put into its own page, so no page
elsewhere can make a browser answer.
"""

import hmac
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import parse_qs

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from crawler.errors import CaifengError
from crawler.study import Study
from mining.kano.answers import add_answers, count_respondents
from mining.kano.questionnaire import Feature, Questionnaire, make_questionnaire
from mining.kano.sheets import MAX_IMPORTANCE, SurveyAnswer
from mining.kano.wording import FormLanguage, read_answer
from outputs.guard import LocalGuard
from outputs.kano.form_html import Posting, render_html

_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'self'"
MAX_BODY = 64 * 1024
MAX_SEGMENT = 80
SAID = {"saved": "kano.saved", "nothing": "kano.nothing_answered"}


@dataclass(frozen=True, slots=True)
class Asking:
    """What is asked, in which words, and under which survey the answers are kept."""

    features: Sequence[Feature]
    language: FormLanguage
    seed: int
    with_importance: bool
    survey: str
    title: str

    def form(self, seed: int) -> Questionnaire:
        """The questionnaire in the order of a seed."""
        return make_questionnaire(
            self.features, language=self.language, seed=seed, with_importance=self.with_importance
        )


def make_form_app(study: Study, asking: Asking) -> Starlette:
    """The ASGI application: GET / shows a form in an order of its own, POST / keeps its answers."""
    token = secrets.token_urlsafe(32)

    def show(request: Request) -> Response:
        with study.open() as store:
            seed = asking.seed + count_respondents(store, asking.survey)
        said = SAID.get(request.query_params.get("said", ""), "")
        return HTMLResponse(render_html(asking.form(seed), title=asking.title, post=Posting(token, said)))

    async def keep(request: Request) -> Response:
        fields = await _fields(request)
        if not hmac.compare_digest(fields.get("token", "").encode(), token.encode()):
            raise HTTPException(403, "This form is not from this server; load the page again.")
        answers = answers_of(asking, fields)
        if answers:
            with study.open() as store:
                add_answers(store, asking.survey, answers)
        return RedirectResponse(f"/?said={'saved' if answers else 'nothing'}", 303)

    return Starlette(
        routes=[Route("/", show, methods=["GET"]), Route("/", keep, methods=["POST"])],
        middleware=[Middleware(LocalGuard, policy=_POLICY, reading_only=False)],
        exception_handlers={CaifengError: _known_failure},
    )


def answers_of(asking: Asking, fields: Mapping[str, str]) -> list[SurveyAnswer]:
    """The pairs that were answered whole, by one new person. Raises HTTPException for a foreign value."""
    seed = fields.get("seed", "")
    if not seed.isdecimal() or len(seed) > _DIGITS:
        raise HTTPException(400, "The form is damaged; load the page again.")
    person = secrets.token_hex(8)
    segment = " ".join(fields.get("segment", "").split())[:MAX_SEGMENT] or None
    found = []
    for number, pair in enumerate(asking.form(int(seed)).pairs, start=1):
        have, lack = fields.get(f"q{number}a"), fields.get(f"q{number}b")
        if not have or not lack:
            continue
        functional, dysfunctional = read_answer(have), read_answer(lack)
        if functional is None or dysfunctional is None:
            raise HTTPException(400, "That is none of the answers.")
        level = _level(fields.get(f"q{number}i"))
        found.append(SurveyAnswer(person, pair.feature.id, functional, dysfunctional, level, segment))
    return found


_DIGITS = 12


def _level(text: str | None) -> int | None:
    if not text:
        return None
    if not text.isdecimal() or not 1 <= int(text) <= MAX_IMPORTANCE:
        raise HTTPException(400, "That is no importance.")
    return int(text)


async def _fields(request: Request) -> dict[str, str]:
    body = b""
    async for part in request.stream():
        body += part
        if len(body) > MAX_BODY:
            raise HTTPException(413, "The form is too large.")
    try:
        found = parse_qs(body.decode("utf-8"), max_num_fields=2_000)
    except ValueError as error:
        raise HTTPException(400, "The form is damaged; load the page again.") from error
    return {name: values[-1] for name, values in found.items()}


def _known_failure(_request: Request, error: Exception) -> Response:
    return PlainTextResponse(str(error), 500)
