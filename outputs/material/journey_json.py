"""The journey as JSON, documented in docs/journey.md: phases, touchpoints, feelings, findings, moments."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from mining.mappers.emotion import Emotion
from mining.mappers.journey_model import Grid, GridFinding, GridQuote, GridRow, GridTouchpoint
from mining.overlay import TO_BE, ShownFinding
from mining.taxonomy_model import UNASSIGNED


def journeys(name: str, grid: Grid, findings: Sequence[ShownFinding]) -> list[dict[str, Any]]:
    """The journey as people tell it, and the one that a team planned where it planned any of it."""
    planned = _planned(name, grid, findings)
    return [_actual(name, grid), *([planned] if planned is not None else [])]


def _actual(name: str, grid: Grid) -> dict[str, Any]:
    return {
        "id": "actual",
        "kind": "actual",
        "name": name,
        "taxonomy_version": grid.taxonomy_version,
        "map_run": grid.map_run,
        "mean_feeling": grid.mean_emotion,
        "clauses": grid.clauses,
        "unplaced_clauses": dict(grid.unplaced),
        "phases": [_phase(row, grid) for row in grid.rows],
        "end": [{"touchpoint": key, "feeling": _feeling(grid.spots.get(key))} for key in grid.ends],
        "turns": [asdict(turn) for turn in grid.turns],
        "moments_of_truth": [{**asdict(item), "score": item.score} for item in grid.moments],
        "too_few_for_a_moment": {
            key: {"delighted": pair[0], "let_down": pair[1]} for key, pair in sorted(grid.few.items())
        },
    }


def _phase(row: GridRow, grid: Grid) -> dict[str, Any]:
    doing, pains, needs = row.scenarios, row.pains, row.needs
    return {
        "id": row.phase,
        "name": dict(row.name),
        "scene": row.scene,
        "people": row.people,
        "people_basis": row.people_basis,
        "clauses": row.clauses,
        "feeling": _feeling(row.emotion),
        "doing": [_finding(item) for item in doing],
        "thinking": {
            "praise": [_quote(quote) for quote in row.praise],
            "pain": [_quote(quote) for quote in row.pain],
        },
        "pains": [_finding(item) for item in pains],
        "needs": [_finding(item) for item in needs],
        "ideas": list(row.ideas),
        "touchpoints": [_touchpoint(spot, grid, (*doing, *pains, *needs)) for spot in row.touchpoints],
    }


def _touchpoint(spot: GridTouchpoint, grid: Grid, findings: Sequence[GridFinding]) -> dict[str, Any]:
    here = [item.finding_id for item in findings if item.touchpoint == spot.touchpoint]
    return {
        "id": spot.touchpoint,
        "name": dict(spot.name),
        "provider": spot.provider,
        "end": spot.end,
        "people": spot.people,
        "people_basis": spot.people_basis,
        "feeling": _feeling(grid.spots.get(spot.touchpoint)),
        "finding_ids": here,
        "ideas": [],
    }


def _feeling(emotion: Emotion | None) -> dict[str, Any] | None:
    """None where nobody is asked for a feeling; `score` is null in a gap."""
    if emotion is None:
        return None
    return {
        "score": emotion.mean, "low": emotion.low, "high": emotion.high, "people": emotion.people,
        "good": emotion.good, "bad": emotion.bad, "mark": emotion.mark, "turn": emotion.turn or None,
    }  # fmt: skip


def _finding(item: GridFinding) -> dict[str, Any]:
    return {
        "finding_id": item.finding_id, "title": dict(item.title), "people": item.people,
        "share": round(item.share, 4), "touchpoint": item.touchpoint, "status": item.status,
    }  # fmt: skip


def _quote(quote: GridQuote) -> dict[str, Any]:
    return {
        "clause_id": quote.clause_id, "post_id": quote.post_id, "post_version": quote.post_version,
        "start": quote.start, "end": quote.end, "quote": quote.text,
    }  # fmt: skip


def _planned(name: str, grid: Grid, findings: Sequence[ShownFinding]) -> dict[str, Any] | None:
    """Where people said that findings shall stand in the journey to come; nobody lived it, nobody felt it."""
    placed = [item for item in findings if item.planned and not item.hidden]
    if not placed:
        return None
    phases = []
    for row in grid.rows:
        here = [item for item in placed if item.planned.get("phase", UNASSIGNED) == row.phase]
        if here:
            phases.append({
                "id": row.phase,
                "name": dict(row.name),
                "findings": [
                    {"finding_id": f.id, "kind": f.kind, "title": dict(f.title),
                     "touchpoint": f.planned.get("touchpoint")}
                    for f in sorted(here, key=lambda f: f.id)
                ],
            })  # fmt: skip
    return {"id": TO_BE, "kind": "to_be", "name": name, "phases": phases}
