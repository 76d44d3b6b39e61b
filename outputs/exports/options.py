"""What an export takes, and what it gives back."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from outputs.material.options import ExportOptions

__all__ = ["ExportOptions", "ExportResult"]


@dataclass(frozen=True, slots=True)
class ExportResult:
    """The files written, the first being the one asked for, and the manifest that they carry."""

    files: tuple[Path, ...]
    manifest: Mapping[str, Any]
