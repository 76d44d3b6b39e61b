"""Where a finding went that is not there any more."""

from mining.overlay import ShownFinding
from outputs.web.desk import Desk


def traces(desk: Desk, finding_id: str) -> list[ShownFinding]:
    """Findings that hold parts of one that is gone, the largest part first."""
    rows = desk.store.rows(
        "SELECT finding_id, max(overlap) AS overlap FROM lineage WHERE previous_id = ?"
        " GROUP BY finding_id ORDER BY overlap DESC",
        (finding_id,),
    )
    return [desk.by_id[row["finding_id"]] for row in rows if row["finding_id"] in desk.by_id]
