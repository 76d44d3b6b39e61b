"""The report as exports write it, inside the review app: to read and to print."""

from starlette.responses import HTMLResponse, Response

from outputs.material.gather import gather
from outputs.material.options import ExportOptions
from outputs.report.page import policy, render_report
from outputs.web.desk import Desk
from outputs.web.page import Page


def report(desk: Desk) -> Response:
    """The whole report; it has its own style and its own policy."""
    material = gather(desk.study, desk.store, ExportOptions(language=desk.language))
    return HTMLResponse(
        render_report(material, desk.store),
        headers={"Content-Security-Policy": f"{policy()}; frame-ancestors 'none'"},
    )


PAGE = Page("report", reads={"/report": report})
