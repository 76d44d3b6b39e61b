"""What a browser on this machine sees of a study."""

from outputs.web.app import make_app
from outputs.web.serve import serve

__all__ = ["make_app", "serve"]
