"""The shelf of weak signals: what was said, but not firmly enough to stand with the others."""

from starlette.responses import Response

from outputs.web.desk import Desk
from outputs.web.page import Page
from outputs.web.shelves import show_shelf


def weak(desk: Desk) -> Response:
    """The cards of the shelf, each with its reasons."""
    return show_shelf(desk, "weak")


PAGE = Page("weak", reads={"/weak": weak}, nav=72, home="/weak")
