"""The second way in: files of posts (CSV, TSV, XLSX, JSON lines, JSON), through the same intake as crawls."""

from crawler.importing.look import Preview, preview
from crawler.importing.run import ImportReport, Wishes, import_file

__all__ = ["ImportReport", "Preview", "Wishes", "import_file", "preview"]
