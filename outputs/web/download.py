"""Files as answers: under a name that is safe on every system, never shown in the browser."""

import re
import unicodedata
from pathlib import Path
from urllib.parse import quote

from starlette.responses import FileResponse, Response

LONGEST = 60
_UNSAFE = re.compile(r"[^\w-]+")
_RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)", re.IGNORECASE)  # names of devices on Windows


def safe_name(text: str) -> str:
    """Letters, digits, _ and - of a text, at most 60; "study" where none are left."""
    plain = _UNSAFE.sub("-", unicodedata.normalize("NFC", text)).strip("-_")[:LONGEST].strip("-_")
    return "study" if not plain or _RESERVED.fullmatch(plain) else plain


def attachment(data: bytes, name: str, media_type: str) -> Response:
    """Bytes to be saved under `name`."""
    return Response(data, media_type=media_type, headers=_headers(name))


def file_attachment(path: Path, name: str) -> Response:
    """A file of this machine to be saved under `name`."""
    return FileResponse(path, media_type="application/octet-stream", headers=_headers(name))


def _headers(name: str) -> dict[str, str]:
    """RFC 6266: an ASCII name for old clients, and the name itself."""
    ascii_name = re.sub(r"[^A-Za-z0-9._-]", "_", name)
    said = f"attachment; filename=\"{ascii_name}\"; filename*=UTF-8''{quote(name, safe='')}"
    return {"Content-Disposition": said, "Cache-Control": "no-store"}
