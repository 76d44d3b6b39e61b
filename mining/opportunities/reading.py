"""The rows of the table `opportunities`, as its stage writes them and as outputs read them."""

import json
from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from crawler.ids import canonical_json
from crawler.store import Store
from crawler.store.runs import current_run
from mining.opportunities.model import Estimate, Opportunity
from mining.schema import MINING_MIGRATIONS

STAGE = "kano"
COLUMNS = (
    "tag", "label_zh", "label_en", "people", "of_people", "attention", "content", "judging", "satisfaction",
    "gap", "importance", "blaming_posts", "rated_posts", "lift",
)  # fmt: skip
_ESTIMATES = ("attention", "satisfaction", "gap", "importance", "lift")


def rows_of(found: Iterable[Opportunity]) -> list[tuple[Any, ...]]:
    """One row for each opportunity, in the order of COLUMNS; estimates as JSON, NULL where there is none."""
    return [tuple(_written(name, asdict(item)[name]) for name in COLUMNS) for item in found]


def load_opportunities(store: Store) -> list[Opportunity]:
    """The opportunities of the current run in their order; empty where the stage has not run."""
    store.migrate(MINING_MIGRATIONS)
    rows = store.rows(
        "SELECT * FROM opportunities WHERE run_id = ? ORDER BY rank", (current_run(store, STAGE),)
    )
    return [Opportunity(**{name: _read(name, row[name]) for name in COLUMNS}) for row in rows]


def _written(name: str, value: Any) -> Any:
    return canonical_json(value) if name in _ESTIMATES and value is not None else value


def _read(name: str, value: Any) -> Any:
    return Estimate(**json.loads(value)) if name in _ESTIMATES and value is not None else value
