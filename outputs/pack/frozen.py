"""Archives (ZIP, PPTX, XLSX) whose bytes depend on their content alone."""

import io
import zipfile
from collections.abc import Iterable
from datetime import datetime

_COMPRESSION = 6


def freeze(data: bytes, at: datetime) -> bytes:
    """The same archive with one time for all members, in the same order."""
    with zipfile.ZipFile(io.BytesIO(data)) as source:
        return pack_zip(((info.filename, source.read(info)) for info in source.infolist()), at)


def pack_zip(members: Iterable[tuple[str, bytes]], at: datetime) -> bytes:
    """An archive of members in the order given; `at` is stated for each, not before 1980."""
    stamp = max(at.timetuple()[:6], (1980, 1, 1, 0, 0, 0))
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=_COMPRESSION) as target:
        for name, content in members:
            info = zipfile.ZipInfo(name, stamp)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = 0o644 << 16
            info.create_system = 3  # whatever machine made it
            target.writestr(info, content)
    return buffer.getvalue()
