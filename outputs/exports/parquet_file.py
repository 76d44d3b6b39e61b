"""Findings, evidence and tags as Parquet, with the manifest in the schema's metadata."""

import io
from collections.abc import Iterable, Sequence
from functools import partial
from pathlib import Path

import pyarrow as pa
from pyarrow import parquet

from crawler.store import Store
from crawler.study import Study
from outputs.exports.options import ExportOptions, ExportResult
from outputs.exports.tables import (
    EVIDENCE_COLUMNS,
    FINDING_COLUMNS,
    TAG_COLUMNS,
    Cell,
    evidence_rows,
    finding_rows,
    tag_rows,
)
from outputs.files import write_bytes, write_whole
from outputs.material.gather import Material, gather
from outputs.material.manifest import manifest_text

_INTEGERS = frozenset({"people", "posts", "of_people", "post_version", "start", "end"})
_NUMBERS = frozenset({"stability", "rating", "rating_max", "strength", "share", "low", "high"})


def write(study: Study, store: Store, path: Path, options: ExportOptions) -> ExportResult:
    """Write NAME.parquet (findings), NAME.evidence.parquet and NAME.tags.parquet. Raises ExportProblem."""
    material = gather(study, store, options)
    files = []
    for name, data in parquet_tables(material).items():
        file = path if name == "findings" else path.with_name(f"{path.stem}.{name}{path.suffix}")
        write_whole(file, partial(write_bytes, data=data))
        files.append(file)
    return ExportResult(tuple(files), material.manifest)


def parquet_tables(material: Material) -> dict[str, bytes]:
    """name -> file; texts are as they stand, for programs."""
    manifest = {b"caifeng": manifest_text(material.manifest).encode("utf-8")}
    tables = {
        "findings": (FINDING_COLUMNS, finding_rows(material)),
        "evidence": (EVIDENCE_COLUMNS, evidence_rows(material)),
        "tags": (TAG_COLUMNS, tag_rows(material)),
    }
    return {name: _file(columns, rows, manifest) for name, (columns, rows) in tables.items()}


def _file(columns: Sequence[str], rows: Iterable[Sequence[Cell]], manifest: dict[bytes, bytes]) -> bytes:
    schema = pa.schema([(name, _type(name)) for name in columns], metadata=manifest)
    every = list(rows)
    arrays = [pa.array([row[n] for row in every], schema.field(n).type) for n in range(len(columns))]
    buffer = io.BytesIO()
    parquet.write_table(pa.Table.from_arrays(arrays, schema=schema), buffer, compression="zstd")
    return buffer.getvalue()


def _type(name: str) -> pa.DataType:
    if name in _INTEGERS:
        return pa.int64()
    return pa.float64() if name in _NUMBERS else pa.string()
