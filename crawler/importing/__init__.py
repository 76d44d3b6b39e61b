"""The second way in: files of posts (CSV, TSV, XLSX, JSON lines, JSON), through the same intake as crawls."""

from crawler.importing.run import ImportReport, Preview, import_file, preview

__all__ = ["ImportReport", "Preview", "import_file", "preview"]
