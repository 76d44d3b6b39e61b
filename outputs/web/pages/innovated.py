"""The shelf of innovated scenarios: situations that few tell of, in concepts that seldom meet."""

from starlette.responses import Response

from outputs.web.desk import Desk
from outputs.web.page import Page
from outputs.web.shelves import show_shelf


def innovated(desk: Desk) -> Response:
    """The cards of the shelf, each with its reasons."""
    return show_shelf(desk, "innovated")


PAGE = Page("innovated", reads={"/innovated": innovated}, nav=70, home="/innovated")
