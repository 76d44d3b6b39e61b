"""The workbook: Overview, Findings, Evidence, Tags, Journey, Relations, Runs."""

from collections.abc import Iterable, Sequence
from pathlib import Path

import xlsxwriter

from crawler.clock import now
from crawler.store import Store
from crawler.study import Study
from outputs.exports.options import ExportOptions, ExportResult
from outputs.exports.tables import (
    EVIDENCE_COLUMNS,
    FINDING_COLUMNS,
    RELATION_COLUMNS,
    RUN_COLUMNS,
    TAG_COLUMNS,
    Cell,
    evidence_rows,
    finding_rows,
    relation_rows,
    run_rows,
    tag_rows,
)
from outputs.exports.workbook import SETTINGS, Sheets
from outputs.files import write_whole
from outputs.material.gather import Material, gather
from outputs.material.manifest import manifest_text
from outputs.material.overview import manifest_lines, overview_lines

BIG = 20_000  # rows of evidence from which memory is kept constant
JOURNEY_COLUMNS = ("finding_id", "kind", "title", "axis", "key", "name", "share", "people")


def write(study: Study, store: Store, path: Path, options: ExportOptions) -> ExportResult:
    """Write the workbook. Raises ExportProblem."""
    material = gather(study, store, options)
    write_whole(path, lambda draft: _fill(draft, material))
    return ExportResult((path,), material.manifest)


def _fill(path: Path, material: Material) -> None:
    evidence = sum(len(quotes) for quotes in material.quotes.values())
    settings = {**SETTINGS, "constant_memory": evidence > BIG}
    with xlsxwriter.Workbook(str(path), settings) as book:
        book.set_properties(
            {"title": material.study.config.study.name, "created": now().replace(tzinfo=None)}
        )
        sheets = Sheets(book)
        sheets.lines(material.words("xlsx.overview"), _overview(material))
        sheets.table(material.words("xlsx.findings"), FINDING_COLUMNS, finding_rows(material))
        sheets.table(material.words("xlsx.evidence"), EVIDENCE_COLUMNS, evidence_rows(material))
        sheets.table(material.words("xlsx.tags"), TAG_COLUMNS, tag_rows(material))
        sheets.table(material.words("xlsx.journey"), JOURNEY_COLUMNS, _journey_rows(material))
        sheets.table(material.words("xlsx.relations"), RELATION_COLUMNS, relation_rows(material))
        sheets.table(material.words("xlsx.runs"), RUN_COLUMNS, run_rows(material))


def _overview(material: Material) -> Iterable[tuple[Cell, ...]]:
    whole = ("manifest", manifest_text(material.manifest))
    return (*overview_lines(material), *manifest_lines(material), whole)


def _journey_rows(material: Material) -> Iterable[Sequence[Cell]]:
    for item in material.findings:
        for axis, rows in sorted(material.places.get(item.id, {}).items()):
            for row in rows:
                name = material.names.label(axis, row.key)
                yield (
                    item.id,
                    item.kind,
                    material.title(item),
                    axis,
                    row.key,
                    name,
                    round(row.share, 4),
                    row.people,
                )
