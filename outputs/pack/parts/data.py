"""The data for programs and people: tables, text, Parquet, 4CAT, CJML, Datasette metadata."""

import json
from collections.abc import Iterator, Sequence

from outputs.exports.cjml import cjml_document
from outputs.exports.csv_file import table_text
from outputs.exports.datasette import metadata
from outputs.exports.fourcat import fourcat_text
from outputs.exports.markdown_file import markdown_lines
from outputs.exports.parquet_file import parquet_tables
from outputs.exports.tables import EVIDENCE_COLUMNS, FINDING_COLUMNS, evidence_rows, finding_rows
from outputs.pack.report import Cited, Made
from outputs.pack.view import PackView


def make_joint(views: Sequence[PackView]) -> Iterator[Made]:
    """The same material as the other exports, once; text in each language of the pack."""
    first = views[0].material
    shown = Cited(
        tuple(sorted(item.id for item in first.findings)),
        tuple(sorted({e.clause_id for item in first.findings for e in item.evidence})),
        first.unreviewed,
    )
    yield Made("findings.csv", table_text(FINDING_COLUMNS, finding_rows(first)).encode("utf-8"), shown)
    yield Made("evidence.csv", table_text(EVIDENCE_COLUMNS, evidence_rows(first)).encode("utf-8"), shown)
    document = {"manifest": first.manifest, **first.document}
    yield Made(
        "study.json", (json.dumps(document, ensure_ascii=False, indent=1) + "\n").encode("utf-8"), shown
    )
    for view in views:
        text = "\n".join(markdown_lines(view.material)) + "\n"
        yield Made(f"findings.{view.language}.md", text.encode("utf-8"), shown)
        yield Made(f"journey.{view.language}.cjml", cjml_document(view.material, view.grid), shown)
    for name, data in parquet_tables(first).items():
        yield Made(f"{name}.parquet", data, shown)
    yield Made("posts.4cat.csv", fourcat_text(first).encode("utf-8"))
    yield Made("metadata.json", metadata(first).encode("utf-8"))
