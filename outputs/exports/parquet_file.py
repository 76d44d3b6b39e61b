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
    every = list(rows)
    columns_of = {name: [row[n] for row in every] for n, name in enumerate(columns)}
    schema = pa.schema(
        [(name, _type(name, values)) for name, values in columns_of.items()], metadata=manifest
    )
    arrays = [pa.array(values, schema.field(name).type) for name, values in columns_of.items()]
    buffer = io.BytesIO()
    parquet.write_table(pa.Table.from_arrays(arrays, schema=schema), buffer, compression="zstd")
    return buffer.getvalue()


def _type(name: str, values: Sequence[Cell]) -> pa.DataType:
    """What is known of a column by its name, else what it holds; text where it holds nothing."""
    if name in _INTEGERS:
        return pa.int64()
    if name in _NUMBERS:
        return pa.float64()
    held = {type(value) for value in values if value is not None}
    if held and held <= {int, bool}:
        return pa.int64()
    return pa.float64() if held and held <= {int, bool, float} else pa.string()
