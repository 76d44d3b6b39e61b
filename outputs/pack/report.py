"""What one artefact gives, and what the whole pack reports."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class Cited:
    """What an artefact shows: ids of findings and of clauses, sorted, and how much nobody has judged."""

    findings: tuple[str, ...] = ()
    clauses: tuple[str, ...] = ()
    unreviewed: int = 0
    machine_translated: int = 0

    def __or__(self, other: "Cited") -> "Cited":
        """Both together; what is counted is counted by the larger of the two where they share findings."""
        return Cited(
            tuple(sorted({*self.findings, *other.findings})),
            tuple(sorted({*self.clauses, *other.clauses})),
            max(self.unreviewed, other.unreviewed),
            max(self.machine_translated, other.machine_translated),
        )

    def as_json(self) -> dict[str, Any]:
        """As the manifest states it."""
        return {
            "findings": list(self.findings),
            "clauses": list(self.clauses),
            "unreviewed": self.unreviewed,
            "machine_translated": self.machine_translated,
        }


NOTHING = Cited()


@dataclass(frozen=True, slots=True)
class Made:
    """One file of the pack before it is written: name (with folder), bytes, and what it shows."""

    name: str
    data: bytes = field(repr=False)
    cited: Cited = NOTHING


@dataclass(frozen=True, slots=True)
class PackFile:
    """One file of the pack as written; `path` is relative to the pack's folder."""

    path: str
    artefact: str
    size: int
    sha256: str
    cited: Cited

    @classmethod
    def of(cls, made: Made, artefact: str) -> "PackFile":
        """The entry of a file that was made."""
        digest = hashlib.sha256(made.data).hexdigest()
        return cls(made.name, artefact, len(made.data), digest, made.cited)

    def as_json(self) -> dict[str, Any]:
        """As the manifest states it."""
        return {
            "path": self.path,
            "artefact": self.artefact,
            "bytes": self.size,
            "sha256": self.sha256,
            **self.cited.as_json(),
        }


@dataclass(frozen=True, slots=True)
class PackReport:
    """A pack that stands in its folder: the files in order, the manifest, and the archive beside them."""

    folder: Path
    files: tuple[PackFile, ...]
    manifest: Mapping[str, Any]
    archive: Path | None
    seconds: float

    @property
    def size(self) -> int:
        """Bytes of all files, the archive left out."""
        return sum(file.size for file in self.files)
