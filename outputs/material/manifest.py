"""What every export carries: from which runs, which taxonomy, how many, through which filters."""

import hashlib
import json
from collections import Counter
from collections.abc import Mapping
from typing import Any

from crawler.clock import now_iso
from crawler.ids import canonical_json
from crawler.study import Study
from crawler.version import caifeng_version
from mining.overlay import Overlay
from outputs.facts import StudyFacts
from outputs.material.document import FORMAT, FORMAT_VERSION
from outputs.material.options import ExportOptions
from outputs.queries import RunRow


def build_manifest(
    study: Study,
    overlay: Overlay,
    facts: StudyFacts,
    runs: list[RunRow],
    taxonomy_version: str,
    data: Mapping[str, Any],
    options: ExportOptions,
) -> dict[str, Any]:
    """The manifest. `data_sha256` covers the document that the export was made of, whatever its format."""
    config = study.config.study
    return {
        "format": FORMAT,
        "format_version": FORMAT_VERSION,
        "caifeng": caifeng_version(),
        "created_at": now_iso(),
        "study": {
            "name": config.name,
            "question": config.question,
            "languages": list(config.languages),
            "domains": list(config.domains),
        },
        "taxonomy_version": taxonomy_version,
        "runs": {run.stage: _run(run) for run in runs if run.current},
        "counts": _counts(overlay, facts),
        "filters": options.as_json(),
        "data_sha256": data_hash(data),
    }


def data_hash(data: Mapping[str, Any]) -> str:
    """SHA-256 of the document as canonical JSON (sorted keys, no spaces, UTF-8), part by part."""
    state = hashlib.sha256()
    for name in sorted(data):
        state.update(name.encode("utf-8"))
        parts = data[name] if isinstance(data[name], list) else [data[name]]
        for part in parts:
            state.update(b"\n" + canonical_json(part).encode("utf-8"))
        state.update(b"\n\n")
    return state.hexdigest()


def _run(run: RunRow) -> dict[str, Any]:
    return {
        "id": run.id,
        "stage_version": run.stage_version,
        "model": run.model,
        "seed": run.seed,
        "ended_at": run.ended_at,
    }


def _counts(overlay: Overlay, facts: StudyFacts) -> dict[str, Any]:
    return {
        "posts": facts.posts,
        "people": facts.people,
        "people_basis": facts.people_basis,
        "findings": len(overlay.shown),
        "by_kind": dict(sorted(Counter(item.kind for item in overlay.shown).items())),
        "by_status": dict(sorted(Counter(item.status for item in overlay.shown).items())),
        "unreviewed": sum(not item.reviewed for item in overlay.shown),
        "merged_away": len(overlay.moved),
    }


def manifest_text(manifest: Mapping[str, Any]) -> str:
    """The manifest as indented JSON, one newline at the end."""
    return json.dumps(manifest, ensure_ascii=False, indent=2) + "\n"
