"""Writing a file whole or not at all."""

import os
from collections.abc import Callable
from pathlib import Path

from crawler.errors import ExportProblem


def write_whole(path: Path, write: Callable[[Path], None]) -> None:
    """Let `write` fill a file beside `path`, then put it in its place, so that nobody meets half a file.

    Raises ExportProblem when the folder is missing or may not be written to.
    """
    if path.is_dir():
        raise ExportProblem("is a folder", where=str(path), hint="name a file in it")
    if not path.parent.is_dir():
        raise ExportProblem("there is no such folder", where=str(path.parent), hint="make it first")
    draft = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        write(draft)
        draft.replace(path)
    except OSError as error:
        raise ExportProblem(f"cannot be written: {error.strerror or error}", where=str(path)) from error
    finally:
        draft.unlink(missing_ok=True)


def write_text(path: Path, text: str) -> None:
    """Write UTF-8 text as it is, newlines included. Raises ExportProblem."""
    write_whole(path, lambda draft: write_bytes(draft, text.encode("utf-8")))


def write_bytes(path: Path, data: bytes) -> None:
    """The filling of `write_whole` where everything is there already."""
    path.write_bytes(data)
