"""The exports there are. A format costs nothing until it is used."""

from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Protocol, cast

from crawler.errors import UsageProblem
from crawler.store import Store
from crawler.study import Study
from outputs.exports.options import ExportOptions, ExportResult


class Writer(Protocol):
    """Writes one format. Raises ExportProblem; a file is there whole or not at all."""

    def __call__(self, study: Study, store: Store, path: Path, options: ExportOptions) -> ExportResult:
        """Write the study to `path`."""


@dataclass(frozen=True, slots=True)
class ExportFormat:
    """A format: its name on the command line, what it is for, and its file extension."""

    name: str
    title: str
    extension: str
    module: str

    def write(
        self, study: Study, store: Store, path: Path, options: ExportOptions | None = None
    ) -> ExportResult:
        """Write the study to `path`."""
        writer = cast(Writer, import_module(self.module).write)
        return writer(study, store, path, options or ExportOptions())


_HERE = "outputs.exports"

FORMATS: dict[str, ExportFormat] = {
    entry.name: entry
    for entry in (
        ExportFormat("html", "Report to read and to print, one file", ".html", f"{_HERE}.html_file"),
        ExportFormat("json", "Everything, for programs", ".json", f"{_HERE}.json_file"),
        ExportFormat("csv", "Findings and their evidence as two tables", ".csv", f"{_HERE}.csv_file"),
        ExportFormat("xlsx", "Workbook for sorting and counting", ".xlsx", f"{_HERE}.xlsx_file"),
        ExportFormat("md", "Findings with quotes as plain text", ".md", f"{_HERE}.markdown_file"),
        ExportFormat("parquet", "Tables for programs", ".parquet", f"{_HERE}.parquet_file"),
        ExportFormat("4cat", "Posts for 4CAT", ".4cat.csv", f"{_HERE}.fourcat"),
        ExportFormat("cjml", "The journey, XML for other tools", ".cjml", f"{_HERE}.cjml"),
        ExportFormat("datasette", "Names and queries for Datasette", ".metadata.json", f"{_HERE}.datasette"),
    )
}


def export(
    study: Study, store: Store, name: str, path: Path, options: ExportOptions | None = None
) -> ExportResult:
    """Write one format. Raises UsageProblem for a format that there is not."""
    if name not in FORMATS:
        raise UsageProblem(f"there is no export format {name!r}", hint=", ".join(FORMATS))
    return FORMATS[name].write(study, store, path, options)
