"""The only date of a pack: when the study last changed. So the same study gives the same bytes."""

from datetime import UTC, datetime

from outputs.material.gather import Material

NEVER = "1980-01-01T00:00:00+00:00"  # the first moment that an archive can state


def state_of(material: Material) -> str:
    """ISO 8601, UTC: the newest of all runs in force and all decisions; NEVER for an empty study."""
    moments = [run.ended_at for run in material.runs if run.current and run.ended_at]
    moments += [decision.at for decision in material.decisions]
    return max(moments, default=NEVER, key=moment)


def moment(state: str) -> datetime:
    """A state as a time in UTC."""
    found = datetime.fromisoformat(state)
    return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)


def day_of(state: str) -> str:
    """YYYY-MM-DD of a state."""
    return moment(state).date().isoformat()
