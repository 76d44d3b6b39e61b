"""The CSV export: findings in the file named, evidence and manifest beside it.

UTF-8 with BOM and CRLF, so that Excel reads Chinese; a leading ' before = + - @ tab CR.
"""

import csv
import io
from collections.abc import Iterable, Sequence
from pathlib import Path

from crawler.store import Store
from crawler.study import Study
from outputs.exports.options import ExportOptions, ExportResult
from outputs.exports.tables import EVIDENCE_COLUMNS, FINDING_COLUMNS, Cell, evidence_rows, finding_rows
from outputs.files import write_text
from outputs.material.gather import gather
from outputs.material.manifest import manifest_text
from outputs.neutral import guard_formula

BOM = "\ufeff"


def write(study: Study, store: Store, path: Path, options: ExportOptions) -> ExportResult:
    """Write NAME.csv, NAME.evidence.csv and NAME.manifest.json. Raises ExportProblem."""
    material = gather(study, store, options)
    evidence = path.with_name(f"{path.stem}.evidence{path.suffix}")
    manifest = path.with_name(f"{path.stem}.manifest.json")
    write_text(path, table_text(FINDING_COLUMNS, finding_rows(material)))
    write_text(evidence, table_text(EVIDENCE_COLUMNS, evidence_rows(material)))
    write_text(manifest, manifest_text(material.manifest))
    return ExportResult((path, evidence, manifest), material.manifest)


def table_text(columns: Sequence[str], rows: Iterable[Sequence[Cell]]) -> str:
    """A table as CSV text that no spreadsheet takes for formulas."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow(columns)
    for row in rows:
        writer.writerow([_cell(value) for value in row])
    return BOM + buffer.getvalue()


def _cell(value: Cell) -> Cell:
    return guard_formula(value) if isinstance(value, str) else value
