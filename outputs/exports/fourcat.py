"""Posts as the CSV that 4CAT takes and writes.

Authors are the keyed hashes that the study holds, never names.
"""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from crawler.store import Store
from crawler.study import Study
from outputs.exports.csv_file import table_text
from outputs.exports.options import ExportOptions, ExportResult
from outputs.exports.tables import Cell
from outputs.files import write_text
from outputs.material.gather import Material, gather

COLUMNS = (
    "id", "thread_id", "timestamp", "unix_timestamp", "author", "subject", "body", "url", "source",
    "rating", "language",
)  # fmt: skip


def write(study: Study, store: Store, path: Path, options: ExportOptions) -> ExportResult:
    """Write the posts. Raises ExportProblem."""
    material = gather(study, store, options)
    write_text(path, fourcat_text(material))
    return ExportResult((path,), material.manifest)


def fourcat_text(material: Material) -> str:
    """The posts of the study as CSV, UTF-8 with BOM, guarded against formulas; times are UTC."""
    return table_text(COLUMNS, _rows(material))


def _rows(material: Material) -> Iterator[tuple[Cell, ...]]:
    for post in material.document["posts"]:
        stamp, unix = _time(post)
        yield (
            post["id"], post["thread_id"] or post["id"], stamp, unix, post["author_key"] or "",
            post["title"] or "", post["body"] or "", post["url"] or "", post["source"], post["rating"],
            post["language"] or "",
        )  # fmt: skip


def _time(post: Mapping[str, Any]) -> tuple[str, int | None]:
    """4CAT's form of a time and its seconds; blank where the source gave none."""
    if not post["posted_at"]:
        return "", None
    moment = datetime.fromisoformat(post["posted_at"])
    moment = (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    return moment.strftime("%Y-%m-%d %H:%M:%S"), int(moment.timestamp())
