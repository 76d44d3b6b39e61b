"""Pages that say no: what happened, and what to do."""

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from crawler.errors import CaifengError, DecisionProblem, UsageProblem
from outputs.web.render import environment
from outputs.web.words import PageWords, preferred_tongue, read_tongue

LANGUAGE_COOKIE = "caifeng_lang"


def words_for(request: Request, default: str = "en") -> PageWords:
    """The words that a request wants: as asked in the address, as chosen before, as the browser says."""
    tongue = (
        read_tongue(request.query_params.get("lang"))
        or read_tongue(request.cookies.get(LANGUAGE_COOKIE))
        or preferred_tongue(request.headers.get("accept-language", ""))
        or read_tongue(default)
    )
    return PageWords(tongue or "en")


def refusal(request: Request, reason: str, status: int) -> Response:
    """A page for `refused.REASON`, with its advice from `refused.REASON_advice`."""
    words = words_for(request)
    said = words(f"refused.{reason}")
    return _page(request, words, said, words(f"refused.{reason}_advice"), status)


def failure(request: Request, error: Exception) -> Response:
    """A failure that we understand, as a page: what, where, what to do next."""
    words = words_for(request)
    if isinstance(error, CaifengError):
        where = f"{error.where}: " if error.where else ""
        status = 400 if isinstance(error, DecisionProblem | UsageProblem) else 500
        advice = error.hint or words("refused.failure_advice")
        return _page(request, words, f"{where}{error.message}", advice, status)
    return _page(request, words, words("refused.unknown"), words("refused.unknown_advice"), 500)


def _page(request: Request, words: PageWords, said: str, advice: str, status: int) -> Response:
    """A page of its own; for htmx a message in the frame, so that what was on the page stays there."""
    part = request.headers.get("hx-request") == "true"
    template = environment().get_template("refused_part.html.j2" if part else "refused.html.j2")
    text = template.render(t=words, lang=words.tongue, said=said, advice=advice, status=status)
    return HTMLResponse(text, status, headers={"HX-Reswap": "none"} if part else None)
