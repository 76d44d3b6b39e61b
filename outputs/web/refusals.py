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
    return _page(words, said, words(f"refused.{reason}_advice"), status)


def failure(request: Request, error: Exception) -> Response:
    """A failure that we understand, as a page: what, where, what to do next."""
    words = words_for(request)
    if isinstance(error, CaifengError):
        where = f"{error.where}: " if error.where else ""
        status = 400 if isinstance(error, DecisionProblem | UsageProblem) else 500
        return _page(words, f"{where}{error.message}", error.hint or words("refused.failure_advice"), status)
    return _page(words, words("refused.unknown"), words("refused.unknown_advice"), 500)


def _page(words: PageWords, said: str, advice: str, status: int) -> Response:
    text = environment().get_template("refused.html.j2").render(
        t=words, lang=words.tongue, said=said, advice=advice, status=status
    )  # fmt: skip
    return HTMLResponse(text, status)
