"""Which reader a file needs: by what it holds, and by its name where that says more."""

from pathlib import Path

from crawler.errors import ImportProblem
from crawler.importing.bounded import open_bytes
from crawler.importing.delimited import open_delimited
from crawler.importing.jsonfiles import open_json
from crawler.importing.rows import Table
from crawler.importing.spreadsheet import open_spreadsheet

FORMATS = "CSV, TSV, XLSX, JSON lines (.jsonl, .ndjson), JSON; text formats also as .gz"
_DATA_ENDINGS = (
    "", ".json", ".jsonl", ".ndjson", ".dat", ".csv", ".tsv", ".tab", ".txt", ".xlsx", ".xlsm",
)  # fmt: skip
_PAGE = (b"<!doctype html", b"<html", b"<?xml")


class Doubtful(ImportProblem):
    """A file that can be read as rows, but whose name and look do not promise posts."""


def doubts(path: Path) -> bool:
    """Whether the name of a file does not promise posts."""
    return path.is_file() and Path(path.name.lower().removesuffix(".gz")).suffix not in _DATA_ENDINGS


def open_table(path: Path, *, any_name: bool = False) -> Table:
    """The file as a table of rows. Raises ImportProblem with what to do instead.

    Raises Doubtful for a name that does not end like data, unless `any_name` says that this is meant.
    """
    if not path.exists():
        raise ImportProblem("there is no such file", where=str(path))
    if path.is_dir():
        raise ImportProblem("is a folder", where=str(path), hint="name one file at a time")
    with open_bytes(path, tolerant=True) as file:
        head = file.read(4_096)
    if head.startswith(b"PK"):
        return open_spreadsheet(path)
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        raise ImportProblem(
            "is an old .xls or an encrypted workbook",
            where=str(path),
            hint="save it as .xlsx without a password",
        )
    if head.startswith((b"%PDF", b"\x89PNG", b"SQLite format 3", b"PAR1", b"\x7fELF")):
        raise ImportProblem("is no file of posts", where=str(path), hint=FORMATS)
    if head.lstrip(b"\xef\xbb\xbf \t\r\n")[:20].lower().startswith(_PAGE):
        raise ImportProblem(
            "is a web page or XML, not a file of posts", where=str(path),
            hint="download the file itself; a page's posts come by `caifeng crawl URL`",
        )  # fmt: skip
    name = path.name.lower().removesuffix(".gz")
    if doubts(path) and not any_name:
        raise Doubtful(
            f"does not end like a file of posts ({path.suffix}); its lines would become posts",
            where=str(path),
            hint="--any-name if it is one all the same: a row of headings, then one post a row",
        )  # fmt: skip
    if name.endswith((".jsonl", ".ndjson", ".json")) or _looks_like_json(head, name):
        return open_json(path)
    return open_delimited(path)


def _looks_like_json(head: bytes, name: str) -> bool:
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n")[:2]
    return not name.endswith((".csv", ".tsv")) and (start[:1] == b"{" or start in (b"[{", b"[\n", b"[\r"))
