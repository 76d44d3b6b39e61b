"""What people decided about findings: the only writer of `decisions`, which is append-only."""

import getpass
import unicodedata
from collections.abc import Mapping
from difflib import get_close_matches
from typing import Any

from crawler.clock import now_iso
from crawler.errors import DecisionProblem
from crawler.ids import canonical_json
from crawler.store import Store
from mining.decision_log import ACTIONS, Decision, cancelled_ids, in_force, list_decisions
from mining.overlay import load_overlay

__all__ = ["ACTIONS", "Decision", "list_decisions", "record", "resolve_id"]

MAX_TITLE = 200
MAX_NOTE = 5_000
MIN_PREFIX = 4


def record(
    store: Store,
    action: str,
    subject_id: str,
    payload: Mapping[str, Any] | None = None,
    who: str | None = None,
) -> int:
    """Write one decision and return its id.

    `subject_id` is a finding that is shown now, whole or as a unique beginning of at least four
    characters; for undo it may also be the number of a decision. `who` defaults to the user of
    the operating system. Raises DecisionProblem when the finding, the action or the payload
    cannot be meant; nothing is written then.
    """
    if action not in ACTIONS:
        raise DecisionProblem(f"there is no action {action!r}", hint=", ".join(ACTIONS))
    given = dict(payload or {})
    known = load_overlay(store).places()
    if action == "undo":
        subject, checked = _undo(list_decisions(store), known, subject_id, given)
    else:
        subject = resolve_id(subject_id, known)
        checked = _checked(action, given, subject, known)
    return _append(store, action, subject, checked, who)


def _append(store: Store, action: str, subject: str, payload: Mapping[str, Any], who: str | None) -> int:
    with store.writing() as conn:
        cursor = conn.execute(
            "INSERT INTO decisions (at, who, action, subject_id, payload) VALUES (?, ?, ?, ?, ?)",
            (now_iso(), _who(who), action, subject, canonical_json(dict(payload))),
        )
    return int(cursor.lastrowid or 0)


def resolve_id(given: str, known: Mapping[str, str]) -> str:
    """The whole id that `given` means, among `known` (id -> the id under which it is shown).

    Raises DecisionProblem, with the closest ids as hint, when it means none or several.
    """
    wanted = given.strip()
    if wanted in known:
        return wanted
    matches = sorted(name for name in known if name.startswith(wanted)) if len(wanted) >= MIN_PREFIX else []
    if len(matches) == 1:
        return matches[0]
    if matches:
        raise DecisionProblem(f"{wanted!r} can mean {len(matches)} findings", hint=", ".join(matches[:5]))
    close = get_close_matches(wanted, list(known), n=3, cutoff=0.5)
    hint = "did you mean " + ", ".join(close) if close else "caifeng status shows the findings and their ids"
    if 0 < len(wanted) < MIN_PREFIX and any(name.startswith(wanted) for name in known):
        hint = f"at least {MIN_PREFIX} characters of the id"
    raise DecisionProblem(f"there is no finding {wanted!r}", hint=hint)


def _checked(action: str, payload: dict[str, Any], subject: str, known: Mapping[str, str]) -> dict[str, Any]:
    if action == "rename":
        return _titles(payload)
    if action == "merge":
        return {"into": _merge_target(payload, subject, known)}
    if action == "note":
        return {"text": _text(payload.get("text"), "a note", MAX_NOTE, lines=True)}
    reason = payload.get("reason")
    return {} if reason is None else {"reason": _text(reason, "a reason", MAX_NOTE, lines=True)}


def _titles(payload: dict[str, Any]) -> dict[str, Any]:
    titles = {
        language: _text(payload[language], f"the {language} title", MAX_TITLE)
        for language in ("zh", "en")
        if payload.get(language) is not None
    }
    if not titles:
        raise DecisionProblem("a rename needs a title", hint="a title in Chinese (zh), English (en), or both")
    return titles


def _merge_target(payload: dict[str, Any], subject: str, known: Mapping[str, str]) -> str:
    given = payload.get("into")
    if not given:
        raise DecisionProblem("a merge needs the finding to merge into", where=subject)
    target = resolve_id(str(given), known)
    if known[subject] != subject:
        raise DecisionProblem(
            f"was merged into {known[subject]} before", where=subject, hint="undo that first"
        )
    if known[target] == subject:
        raise DecisionProblem("a finding cannot be merged into itself", where=subject)
    return known[target]


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
        subject = resolve_id(given, known)
        own = [d for d in in_force(log) if d.subject_id == subject]
        if not own:
            raise DecisionProblem("there is no decision to undo", where=subject)
        target = own[-1]
    return target.subject_id, {"decision": target.id}


def _text(value: Any, what: str, longest: int, *, lines: bool = False) -> str:
    text = unicodedata.normalize("NFC", str(value if value is not None else "")).strip()
    if not text:
        raise DecisionProblem(f"{what} is empty")
    if len(text) > longest:
        raise DecisionProblem(f"{what} has {len(text)} characters", hint=f"{longest} at the most")
    allowed = "\n\t" if lines else ""
    if any(unicodedata.category(c) == "Cc" and c not in allowed for c in text):
        raise DecisionProblem(f"{what} holds control characters", hint="one line of plain text")
    return text


def _who(given: str | None) -> str:
    if given is not None and given.strip():
        return _text(given, "who", MAX_TITLE)
    try:
        return getpass.getuser()
    except (OSError, KeyError):  # no such user, as in some containers
        return "unknown"
