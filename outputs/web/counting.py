"""What the pages count over a whole study, as JSON; see outputs.web.derived for when it is counted."""

from dataclasses import asdict
from pathlib import Path
from typing import Any

from crawler.store import Store
from crawler.study import load_study
from outputs.facts import study_facts


def collected_state(store: Store) -> tuple[Any, ...]:
    """Changes when posts were added or something was run."""
    return tuple(
        store.value(sql)
        for sql in (
            "SELECT max(rowid) FROM posts",
            "SELECT max(rowid) FROM runs",
            "SELECT group_concat(stage || run_id) FROM (SELECT * FROM current_runs ORDER BY stage)",
        )
    )


def count_collected(folder: Path) -> dict[str, Any]:
    """Page one's facts (outputs.facts.StudyFacts as a dictionary; each scale's values as pairs)."""
    with load_study(folder).open() as store:
        facts = asdict(study_facts(store))
    for scale in facts["scales"]:
        scale["posts_by_value"] = sorted(scale["posts_by_value"].items())
    return facts
