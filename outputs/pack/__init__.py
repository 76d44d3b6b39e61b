"""The workshop pack: everything that a facilitator brings into the room, made from a study."""

from outputs.pack.build import build
from outputs.pack.options import PackOptions
from outputs.pack.report import Cited, Made, PackFile, PackReport

__all__ = ["Cited", "Made", "PackFile", "PackOptions", "PackReport", "build"]
