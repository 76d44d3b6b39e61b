"""QR codes as plain vector drawings."""

import io
from functools import lru_cache

import segno
from markupsafe import Markup

from outputs.rendering import ours


@lru_cache(maxsize=4_096)
def qr_svg(text: str) -> Markup:
    """The code of a text as an SVG element without sizes of its own: the style sheet says how large it is.

    Error level M, a quiet zone of two modules beside the white of the card.
    """
    buffer = io.BytesIO()
    code = segno.make(text, error="m", micro=False)
    code.save(
        buffer, kind="svg", xmldecl=False, svgns=False, nl=False, border=2, omitsize=True, svgclass="qr"
    )
    # digits and fixed words only: segno writes paths, never the text itself
    return ours(buffer.getvalue().decode("ascii"))
