"""What is done with a PDF that is finished: cut into tiles, drawn as a picture."""

import hashlib
import io
import re
from collections.abc import Sequence
from datetime import datetime

import pypdfium2

POINT = 72 / 25.4  # points in a millimetre
_CREATED = re.compile(rb"/CreationDate\(D:\d{14}")
_ID = re.compile(rb"/ID\[<[0-9A-F]{32}><[0-9A-F]{32}>\]")


def tiles(
    pdf: bytes, windows: Sequence[tuple[float, float]], size: tuple[float, float], at: datetime
) -> bytes:
    """One page of `size` for each window onto the first page; windows are left and top in millimetres."""
    source = pypdfium2.PdfDocument(pdf)
    height = source[0].get_height()
    made = pypdfium2.PdfDocument.new()
    made.import_pages(source, [0] * len(windows))
    for number, (left, top) in enumerate(windows):
        box = (
            left * POINT,
            height - (top + size[1]) * POINT,
            (left + size[0]) * POINT,
            height - top * POINT,
        )
        made[number].set_mediabox(*box)
        made[number].set_cropbox(*box)
    buffer = io.BytesIO()
    made.save(buffer)
    return _frozen(buffer.getvalue(), at)


def picture(pdf: bytes, *, width: int) -> bytes:
    """The first page as PNG, `width` pixels wide."""
    page = pypdfium2.PdfDocument(pdf)[0]
    image = page.render(scale=width / page.get_width()).to_pil().convert("RGB").quantize(256, dither=0)
    buffer = io.BytesIO()
    image.save(buffer, "PNG", compress_level=6)
    return buffer.getvalue()


def pages_of(pdf: bytes) -> int:
    """How many pages a PDF has."""
    return len(pypdfium2.PdfDocument(pdf))


def _frozen(pdf: bytes, at: datetime) -> bytes:
    """PDFium writes the time and a random id; as many bytes that come from the content replace them."""
    stamped = _CREATED.sub(b"/CreationDate(D:" + at.strftime("%Y%m%d%H%M%S").encode("ascii"), pdf)
    bare = _ID.sub(b"", stamped)
    name = hashlib.sha256(bare).hexdigest()[:32].upper().encode("ascii")
    return _ID.sub(b"/ID[<" + name + b"><" + name + b">]", stamped)
