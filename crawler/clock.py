"""The one place that asks what time it is, so that tests and the demo can hold it still."""

import os
from datetime import UTC, datetime


def now() -> datetime:
    """Current time in UTC; `CAIFENG_NOW` (ISO 8601) overrides it for reproducible outputs."""
    fixed = os.environ.get("CAIFENG_NOW")
    if fixed:
        moment = datetime.fromisoformat(fixed)
        return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return datetime.now(UTC)


def now_iso() -> str:
    """Current time as ISO 8601 in UTC, whole seconds."""
    return now().astimezone(UTC).isoformat(timespec="seconds")
