"""The JSON export: everything, rejected findings included, texts untouched. See docs/exports.md."""

import json
from pathlib import Path

from crawler.store import Store
from crawler.study import Study
from mining.mappers.journey_grid import load_grid
from outputs.exports.options import ExportOptions, ExportResult
from outputs.files import write_whole
from outputs.material.gather import gather
from outputs.material.journey_json import journeys


def write(study: Study, store: Store, path: Path, options: ExportOptions) -> ExportResult:
    """Write the document with its manifest first. Raises ExportProblem."""
    material = gather(study, store, options)
    told = [item for item in material.findings if item.reason != "gone"]
    grid = load_grid(store, material.names.taxonomy, told)
    content = {
        "manifest": material.manifest,
        "journeys": journeys(material.study.config.study.name, grid, told),
        **material.document,
    }

    def fill(draft: Path) -> None:
        with draft.open("w", encoding="utf-8", newline="\n") as file:
            json.dump(content, file, ensure_ascii=False, indent=1)
            file.write("\n")

    write_whole(path, fill)
    return ExportResult((path,), material.manifest)
