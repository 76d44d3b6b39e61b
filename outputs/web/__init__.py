"""The review app: what a browser on this machine sees of a study, and decides about it."""

from outputs.web.app import make_app
from outputs.web.session import Session

__all__ = ["Session", "make_app"]
