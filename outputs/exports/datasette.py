"""metadata.json for Datasette, so that study.db opens with titles, descriptions and its source note."""

import json
from pathlib import Path

from crawler.store import Store
from crawler.study import Study
from outputs.exports.options import ExportOptions, ExportResult
from outputs.files import write_text
from outputs.material.gather import Material, gather
from outputs.names import Names

_TABLES = {
    "posts": ("What was gathered, authors as keyed hashes, texts masked", "text"),
    "findings": ("Scenarios, pains and needs of every run; join current_runs for those in force", "title_en"),
    "evidence": ("The words that carry each finding: posts.text[start:end] == quote", "quote"),
    "clauses": ("Exact spans of posts", "text"),
    "decisions": ("What people decided, append-only", "action"),
    "tags": ("k of the N people who mention each tag", "label_en"),
}
_QUERIES = {
    "findings_in_force": (
        "Findings of the run in force",
        (
            "SELECT id, kind, title_zh, title_en, people, posts, shelf FROM findings"
            " WHERE run_id IN (SELECT run_id FROM current_runs) ORDER BY kind, rank"
        ),
    ),
    "evidence_of": (
        "The quotes of one finding",
        (
            "SELECT quote, url, post_id, strength FROM evidence WHERE finding_id = :finding"
            " AND run_id IN (SELECT run_id FROM current_runs) ORDER BY rank"
        ),
    ),
}


def write(study: Study, store: Store, path: Path, options: ExportOptions) -> ExportResult:
    """Write metadata.json. Raises ExportProblem."""
    material = gather(study, store, options)
    write_text(path, metadata(material))
    return ExportResult((path,), material.manifest)


def metadata(material: Material) -> str:
    """For `datasette study.db --metadata metadata.json`."""
    names: Names = material.names
    document = {
        "title": material.study.config.study.name,
        "description": material.study.config.study.question,
        "source": ", ".join(str(count.key) for count in material.facts.sources),
        "databases": {
            "study": {
                "description": f"taxonomy {names.taxonomy.version}, data {material.manifest['data_sha256']}",
                "tables": {
                    name: {"description": text, "label_column": label}
                    for name, (text, label) in _TABLES.items()
                },
                "queries": {name: {"title": title, "sql": sql} for name, (title, sql) in _QUERIES.items()},
            }
        },
    }
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"
