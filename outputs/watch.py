"""Work orders as files and as the content of a webhook."""

import csv
import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from crawler.errors import UsageProblem
from mining.watching.orders import WorkOrder
from outputs.files import write_whole
from outputs.links import safe_url
from outputs.neutral import FORMULA_STARTS

COLUMNS = (
    "id", "at", "kind", "subject", "severity", "owner", "status", "people", "of_people", "people_before",
    "of_people_before", "note", "quote", "url",
)  # fmt: skip


def order_data(order: WorkOrder) -> dict[str, Any]:
    """An order as JSON-ready data; only http(s) addresses stay."""
    data = asdict(order)
    data["evidence"] = [{**item, "url": safe_url(item.get("url"))} for item in order.evidence]
    return data


def payload(study: str, orders: Sequence[WorkOrder]) -> dict[str, Any]:
    """What a webhook is given."""
    return {"format": "caifeng-work-orders", "study": study, "orders": [order_data(o) for o in orders]}


def write_orders(study: str, orders: Sequence[WorkOrder], path: Path) -> None:
    """Write orders as .json or .csv. Raises UsageProblem for another kind of file, ExportProblem."""
    kind = path.suffix.lower()
    if kind not in (".json", ".csv"):
        raise UsageProblem("work orders are written as .json or .csv", where=str(path))
    write_whole(path, lambda draft: _json(draft, study, orders) if kind == ".json" else _csv(draft, orders))


def _json(path: Path, study: str, orders: Sequence[WorkOrder]) -> None:
    text = json.dumps(payload(study, orders), ensure_ascii=False, indent=1)
    path.write_text(text + "\n", encoding="utf-8")


def _csv(path: Path, orders: Sequence[WorkOrder]) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(COLUMNS)
        for order in orders:
            data = order_data(order)
            first = data["evidence"][0] if data["evidence"] else {}
            cells = [*(data[name] for name in COLUMNS[:-2]), first.get("quote"), first.get("url")]
            writer.writerow([_safe(value) for value in cells])


def _safe(value: Any) -> Any:
    """A cell that a spreadsheet does not take for a formula."""
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA_STARTS) else value
