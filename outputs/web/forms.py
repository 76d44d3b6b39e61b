"""What a browser sends: read with bounds, given as plain text."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.formparsers import MultiPartException
from starlette.requests import Request
from starlette.responses import Response

from outputs.web.refusals import refusal

MAX_BODY = 256 * 1024
MAX_FIELDS = 2_000
_KINDS = ("application/x-www-form-urlencoded", "multipart/form-data")


@dataclass(frozen=True)
class Form:
    """The fields of a form; `files` are (name, bytes) of what was uploaded."""

    fields: Mapping[str, Sequence[str]]
    files: Mapping[str, tuple[str, bytes]] = field(default_factory=dict)

    def one(self, name: str) -> str:
        """The last value of a field without white space around it, "" where it is missing."""
        values = self.fields.get(name, ())
        return values[-1].strip() if values else ""

    def many(self, name: str) -> list[str]:
        """All values of a field, in order."""
        return list(self.fields.get(name, ()))


async def read_form(request: Request, max_body: int = MAX_BODY) -> Form | Response:
    """The form that was sent, or the page that refuses it: too large, damaged, or no form."""
    length = request.headers.get("content-length", "")
    if not length.isdecimal() or int(length) > max_body:
        return refusal(request, "too_large", 413)
    if request.headers.get("content-type", "").split(";")[0].strip().lower() not in _KINDS:
        return refusal(request, "damaged", 415)
    try:
        data = await request.form(max_fields=MAX_FIELDS, max_files=20, max_part_size=max_body)
    except (HTTPException, MultiPartException, ValueError):
        return refusal(request, "damaged", 400)
    fields: dict[str, list[str]] = {}
    files: dict[str, tuple[str, bytes]] = {}
    for name, value in data.multi_items():
        if isinstance(value, UploadFile):
            files[name] = (value.filename or "", await value.read())
        else:
            fields.setdefault(name, []).append(value)
    return Form(fields, files)
