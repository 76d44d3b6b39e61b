"""Exports: what leaves the study, each with a manifest that says where it comes from."""

from outputs.exports.options import ExportOptions, ExportResult
from outputs.exports.registry import FORMATS, ExportFormat, export

__all__ = ["FORMATS", "ExportFormat", "ExportOptions", "ExportResult", "export"]
