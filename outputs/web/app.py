"""The review page: the report and a page for each finding, to read. Deciding is on the command line."""

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import Route

from crawler.errors import CaifengError
from crawler.study import Study
from outputs.material.gather import Material, gather
from outputs.material.options import ExportOptions
from outputs.report.page import policy, render_finding, render_missing, render_report
from outputs.text import LANGUAGES
from outputs.web.guard import LocalGuard


def make_app(study: Study) -> Starlette:
    """The ASGI application of one study: `/` and `/finding/ID`, each with `?lang=zh` or `?lang=en`.

    Every request reads the study anew, so a reload shows the newest decisions.
    """

    def report(request: Request) -> Response:
        with study.open() as store:
            return HTMLResponse(render_report(gather(study, store, _options(request)), store))

    def finding(request: Request) -> Response:
        with study.open() as store:
            material = gather(study, store, _options(request))
        return _finding_page(material, request.path_params["finding_id"])

    return Starlette(
        routes=[Route("/", report), Route("/finding/{finding_id}", finding)],
        middleware=[Middleware(LocalGuard, policy=policy())],
        exception_handlers={CaifengError: _known_failure},
    )


def _finding_page(material: Material, finding_id: str) -> Response:
    item = next((item for item in material.findings if item.id == finding_id), None)
    if item is not None:
        return HTMLResponse(render_finding(material, item))
    moved_to = material.overlay.moved.get(finding_id)
    return HTMLResponse(render_missing(material, finding_id, moved_to), 404)


def _options(request: Request) -> ExportOptions:
    asked = request.query_params.get("lang")
    language = next((name for name in LANGUAGES if name == asked), None)
    return ExportOptions(language=language)


def _known_failure(_request: Request, error: Exception) -> Response:
    return PlainTextResponse(str(error), 500)
