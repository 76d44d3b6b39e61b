"""What people decided about findings: the only writer of `decisions`, which is append-only."""

import getpass
from collections.abc import Mapping
from typing import Any

from crawler.clock import now_iso
from crawler.errors import DecisionProblem
from crawler.ids import canonical_json
from crawler.store import Store
from mining.decision_checks import MAX_NOTE, MAX_TITLE, check_one_kind, checked, post_id, resolve_id, text_of
from mining.decision_log import ACTIONS, Decision, cancelled_ids, in_force, list_decisions
from mining.lens import POST_ACTIONS
from mining.overlay import Overlay, load_overlay

__all__ = ["ACTIONS", "Decision", "list_decisions", "record", "resolve_id"]

NEW = "new"  # stands for the finding that create makes


def record(
    store: Store,
    action: str,
    subject_id: str,
    payload: Mapping[str, Any] | None = None,
    who: str | None = None,
    overlay: Overlay | None = None,
) -> int:
    """Write one decision and return its id.

    `subject_id` is a finding that is shown now, whole or as a unique beginning of at least four
    characters; a post for mark and redact; "new" for create; for undo it may also be the number of a
    decision. What a payload holds: mining.decision_log.Decision; split and create take the ids of
    their `clauses`, and zh and en for a title. `who` defaults to the user of the operating system.
    `overlay` may hold what is shown now. Raises DecisionProblem when the finding, the action or the
    payload cannot be meant; nothing is written then.
    """
    if action not in ACTIONS:
        raise DecisionProblem(f"there is no action {action!r}", hint=", ".join(ACTIONS))
    given = {key: value for key, value in (payload or {}).items() if value is not None}
    overlay = overlay or load_overlay(store, whole=False)
    known = overlay.places()
    if action == "undo":
        subject, payload = _undo(list_decisions(store), known, subject_id, given)
    else:
        subject = _subject(store, action, subject_id, known)
        if action == "split":
            kinds = {item.id: item.machine_kind for item in overlay.shown}
            given.setdefault("kind", kinds.get(known[subject]))
        payload = checked(store, action, given, subject, known)
        if action == "merge":
            kinds = {item.id: item.kind for item in overlay.shown}
            check_one_kind(subject, kinds[subject], kinds[str(payload["into"])])
        subject = str(payload["new"]) if action == "create" else subject
    return _append(store, action, subject, payload, who)


def _subject(store: Store, action: str, given: str, known: Mapping[str, str]) -> str:
    if action == "create":
        return NEW
    return post_id(store, given) if action in POST_ACTIONS else resolve_id(given, known)


def _append(store: Store, action: str, subject: str, payload: Mapping[str, Any], who: str | None) -> int:
    with store.writing() as conn:
        cursor = conn.execute(
            "INSERT INTO decisions (at, who, action, subject_id, payload) VALUES (?, ?, ?, ?, ?)",
            (now_iso(), _who(who), action, subject, canonical_json(dict(payload))),
        )
    return int(cursor.lastrowid or 0)


def _undo(
    log: list[Decision], known: Mapping[str, str], given: str, payload: dict[str, Any]
) -> tuple[str, dict[str, Any]]:
    number = str(payload.get("decision", given)).strip().lstrip("#d")
    if number.isdecimal() and given.strip() not in known:
        target = next((d for d in log if d.id == int(number)), None)
        if target is None:
            raise DecisionProblem(f"there is no decision {number}", hint="caifeng status lists the decisions")
        if target.id in cancelled_ids(log):
            raise DecisionProblem(f"decision {number} is undone already")
    else:
        named = {d.subject_id for d in log}
        subject = given.strip() if given.strip() in named else resolve_id(given, known)
        own = [d for d in in_force(log) if d.subject_id == subject]
        if not own:
            raise DecisionProblem("there is no decision to undo", where=subject)
        target = own[-1]
    reason = payload.get("reason")
    said = {} if reason is None else {"reason": text_of(reason, "a reason", MAX_NOTE, lines=True)}
    return target.subject_id, {"decision": target.id, **said}


def _who(given: str | None) -> str:
    if given is not None and given.strip():
        return text_of(given, "who", MAX_TITLE)
    try:
        return getpass.getuser()
    except (OSError, KeyError):  # no such user, as in some containers
        return "unknown"
