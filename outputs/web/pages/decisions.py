"""The log of decisions: who decided what and why, undone and not; two coders side by side."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from starlette.responses import Response

from mining.agreement import Agreement, agreement, both, judgements
from mining.decision_log import ACTIONS, STATUS_ACTIONS, Decision, cancelled_ids, list_decisions
from mining.lens import POST_ACTIONS
from outputs.web.desk import Desk
from outputs.web.page import Page

LINES = 50
DISAGREEMENTS = 50
STATUSES = tuple(STATUS_ACTIONS.values())


@dataclass(frozen=True, slots=True)
class Line:
    """One decision as the log shows it; `link` leads to what it is about, where that is still shown."""

    decision: Decision
    undone: bool
    about: str
    link: str
    says: str


@dataclass(frozen=True, slots=True)
class Coders:
    """Two people's judgements of the same findings."""

    first: str
    second: str
    found: Agreement
    differ: Sequence[tuple[str, str, str, str]]


def decisions(desk: Desk) -> Response:
    """The log, newest first, and the agreement of two coders."""
    log = list_decisions(desk.store)
    undone = cancelled_ids(log)
    people = Counter(decision.who for decision in log)
    who = desk.query("who") if desk.query("who") in people else ""
    action = desk.query("action") if desk.query("action") in ACTIONS else ""
    kept = [d for d in reversed(log) if (not who or d.who == who) and (not action or d.action == action)]
    pages = max(1, -(-len(kept) // LINES))
    page = desk.number("page", 1, low=1, high=pages)
    return desk.render(
        "decisions.html.j2",
        lines=[_line(desk, d, undone) for d in kept[(page - 1) * LINES : page * LINES]],
        total=len(kept),
        page=page,
        pages=pages,
        people=sorted(people),
        chosen_who=who,
        chosen_action=action,
        actions=sorted({d.action for d in log}, key=ACTIONS.index),
        coders=coders(desk, log),
        judging=sorted(judgements(log, {})),
        statuses=STATUSES,
    )


def coders(desk: Desk, log: list[Decision]) -> Coders | None:
    """The two who are asked for, else the two who judged most; None while fewer than two judged."""
    said = judgements(log, desk.overlay.places())
    names = sorted(said, key=lambda name: (-len(said[name]), name))
    if len(names) < 2:
        return None
    first = desk.query("first") if desk.query("first") in said else names[0]
    rest = [name for name in names if name != first]
    second = desk.query("second") if desk.query("second") in rest else rest[0]
    pairs = list(both(said[first], said[second]))
    differ = [
        (key, desk.title(desk.by_id[key]) if key in desk.by_id else key, one, other)
        for key, one, other in pairs
        if one != other
    ]
    found = agreement([(one, other) for _, one, other in pairs])
    return Coders(first, second, found, differ[:DISAGREEMENTS])


def _line(desk: Desk, decision: Decision, undone: set[int]) -> Line:
    place = desk.overlay.places().get(decision.subject_id, "")
    about = desk.title(desk.by_id[place]) if place in desk.by_id else decision.subject_id
    if decision.action in POST_ACTIONS:
        about = desk.words("decisions_page.post", id=decision.subject_id)
    return Line(
        decision=decision,
        undone=decision.id in undone,
        about=about,
        link=f"/finding/{place}" if place in desk.by_id else "",
        says=_says(desk, decision.action, decision.payload),
    )


def _says(desk: Desk, action: str, payload: Mapping[str, Any]) -> str:
    """What a decision says besides its action, in words."""
    if action == "rename":
        return " / ".join(str(payload[key]) for key in ("zh", "en") if payload.get(key))
    if action == "merge":
        place = desk.overlay.places().get(str(payload["into"]), "")
        return desk.title(desk.by_id[place]) if place in desk.by_id else str(payload["into"])
    if action in ("split", "create"):
        named = " / ".join(payload.get("title", {}).values())
        count = desk.words("decisions_page.quotes", n=len(payload["quotes"]))
        return f"{named} · {count}" if named else count
    if action == "move":
        journey = desk.words(f"ask.{payload.get('map', 'as_is')}")
        return f"{desk.label(str(payload['axis']), str(payload['key']))} ({journey})"
    if action == "retype":
        return desk.words(f"kind.{payload['kind']}")
    if action == "mark":
        return desk.words(f"finding.mark_{payload['as']}")
    if action == "undo":
        return f"{payload['decision']}"
    return str(payload.get("text", ""))


PAGE = Page("decisions_page", reads={"/decisions": decisions}, nav=80, home="/decisions")
