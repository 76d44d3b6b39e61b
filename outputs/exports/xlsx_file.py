"""The workbook: overview, findings, evidence, tags, segments, KANO, journey, relations, runs.

In Chinese, headings and coded values are Chinese too; ids stay what they are.
"""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import xlsxwriter

from crawler.clock import now
from crawler.store import Store
from crawler.study import Study
from mining.segments.voices import Voice, load_voices
from outputs.exports.analysis_tables import (
    KANO_COLUMNS,
    ODATA_COLUMNS,
    OPPORTUNITY_COLUMNS,
    SEGMENT_COLUMNS,
    kano_rows,
    odata_rows,
    opportunity_rows,
    segment_rows,
)
from outputs.exports.options import ExportOptions, ExportResult
from outputs.exports.spoken import chinese, headings, spoken
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
_Sheet = tuple[str, tuple[str, ...], Iterable[Sequence[Cell]]]
JOURNEY_COLUMNS = ("finding_id", "kind", "title", "axis", "key", "name", "share", "people")


def write(study: Study, store: Store, path: Path, options: ExportOptions) -> ExportResult:
    """Write the workbook. Raises ExportProblem."""
    material = gather(study, store, options)
    voices = load_voices(store, material.names.taxonomy)
    write_whole(path, lambda draft: _fill(draft, material, voices))
    return ExportResult((path,), material.manifest)


def _fill(path: Path, material: Material, voices: list[Voice]) -> None:
    evidence = sum(len(quotes) for quotes in material.quotes.values())
    settings = {**SETTINGS, "constant_memory": evidence > BIG}
    with xlsxwriter.Workbook(str(path), settings) as book:
        book.set_properties(
            {"title": material.study.config.study.name, "created": now().replace(tzinfo=None)}
        )
        sheets = Sheets(book)
        sheets.lines(material.words("xlsx.overview"), _overview(material))
        for name, columns, rows in _sheets(material, voices):
            sheets.table(
                material.words(f"xlsx.{name}"),
                columns,
                spoken(material, columns, rows),
                headings(material, name, columns),
            )


def _sheets(material: Material, voices: list[Voice]) -> Iterator[_Sheet]:
    yield "findings", FINDING_COLUMNS, finding_rows(material)
    yield "evidence", EVIDENCE_COLUMNS, evidence_rows(material)
    yield "tags", TAG_COLUMNS, tag_rows(material)
    yield "segments", SEGMENT_COLUMNS, segment_rows(material, voices)
    yield "opportunities", OPPORTUNITY_COLUMNS, opportunity_rows(material)
    yield "kano", KANO_COLUMNS, kano_rows(material)
    yield "odata", ODATA_COLUMNS, odata_rows(material)
    yield "journey", JOURNEY_COLUMNS, _journey_rows(material)
    yield "relations", RELATION_COLUMNS, relation_rows(material)
    yield "runs", RUN_COLUMNS, run_rows(material)


def _overview(material: Material) -> Iterable[tuple[Cell, ...]]:
    names = chinese("manifest") if material.language == "zh" else {}
    whole = ("manifest", manifest_text(material.manifest))
    lines = [*manifest_lines(material), whole]
    named = [(names.get(str(line[0]), line[0]), *line[1:]) if line else line for line in lines]
    return (*overview_lines(material), *named)


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
