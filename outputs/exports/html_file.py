"""The HTML export: the report as one file."""

from pathlib import Path

from crawler.store import Store
from crawler.study import Study
from outputs.exports.options import ExportOptions, ExportResult
from outputs.files import write_text
from outputs.material.gather import gather
from outputs.report.page import render_report


def write(study: Study, store: Store, path: Path, options: ExportOptions) -> ExportResult:
    """Write the report. Raises ExportProblem."""
    material = gather(study, store, options)
    write_text(path, render_report(material, store))
    return ExportResult((path,), material.manifest)
