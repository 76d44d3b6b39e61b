"""What a decision may say: each action's payload checked and put into the form that the log keeps.

All checks raise DecisionProblem, with advice, and write nothing.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping
from difflib import get_close_matches
from typing import Any

from crawler.clock import now_iso
from crawler.errors import DecisionProblem
from crawler.ids import digest
from crawler.store import Store
from mining.decision_log import last_decision
from mining.lens import MARKS
from mining.overlay import load_overlay, with_evidence
from mining.overlay_plan import AS_IS, TO_BE
from mining.reading import rows_in
from mining.records import KINDS, PHASES
from mining.taxonomy_model import UNASSIGNED

MAX_TITLE = 200
MAX_NOTE = 5_000
MAX_QUOTES = 2_000
MIN_PREFIX = 4
MOVABLE: tuple[str, ...] = ("phase", "touchpoint", "lens")
_KEY = re.compile(r"[a-z0-9][a-z0-9_.-]{0,79}")
Payload = dict[str, Any]


def checked(store: Store, action: str, given: Payload, subject: str, known: Mapping[str, str]) -> Payload:
    """The payload to keep, a reason included where one is given. `known` are the ids that can be named."""
    check = _CHECKS.get(action)
    payload = check(store, given, subject, known) if check else {}
    if given.get("reason") is not None:
        payload["reason"] = text_of(given["reason"], "a reason", MAX_NOTE, lines=True)
    return payload


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


def post_id(store: Store, given: str) -> str:
    """The whole id that `given`, an id or its beginning, means among the posts."""
    wanted = given.strip()
    if len(wanted) < MIN_PREFIX:
        raise DecisionProblem(
            f"there is no post {wanted!r}", hint=f"at least {MIN_PREFIX} characters of its id"
        )
    rows = store.rows(
        "SELECT id FROM posts WHERE id >= ? AND id < ? || char(1114111) LIMIT 6", (wanted, wanted)
    )
    found = [row["id"] for row in rows]
    if wanted in found:
        return wanted
    if len(found) == 1:
        return str(found[0])
    if found:
        raise DecisionProblem(f"{wanted!r} can mean several posts", hint=", ".join(found[:5]))
    raise DecisionProblem(f"there is no post {wanted!r}", hint="its id stands beside its quotes")


def _rename(_store: Store, given: Payload, _subject: str, _known: Mapping[str, str]) -> Payload:
    titles = _titles(given)
    if not titles:
        raise DecisionProblem("a rename needs a title", hint="a title in Chinese (zh), English (en), or both")
    return titles


def _titles(given: Payload) -> Payload:
    return {
        language: text_of(given[language], f"the {language} title", MAX_TITLE)
        for language in ("zh", "en")
        if given.get(language) is not None
    }


def _merge(_store: Store, given: Payload, subject: str, known: Mapping[str, str]) -> Payload:
    if not given.get("into"):
        raise DecisionProblem("a merge needs the finding to merge into", where=subject)
    target = resolve_id(str(given["into"]), known)
    if known[subject] != subject:
        raise DecisionProblem(
            f"was merged into {known[subject]} before", where=subject, hint="undo that first"
        )
    if known[target] == subject:
        raise DecisionProblem("a finding cannot be merged into itself", where=subject)
    return {"into": known[target]}


def check_one_kind(subject: str, kind: str, into_kind: str) -> None:
    """Only findings of one kind become one: who merges a wish into a complaint shall say so first."""
    if kind != into_kind:
        raise DecisionProblem(
            f"a {kind} is not merged into a {into_kind}", where=subject,
            hint=f"where both are one thing, first change its kind to {into_kind} (retype), then merge",
        )  # fmt: skip


def _split(store: Store, given: Payload, subject: str, known: Mapping[str, str]) -> Payload:
    quotes = _quotes(store, given, "a split")
    held = _held(store, known.get(subject, subject), known)
    outside = [quote[0] for quote in quotes if quote[0] not in held]
    if outside:
        raise DecisionProblem(
            f"{outside[0]} is no quote of it", where=subject, hint="choose quotes of this finding"
        )
    if len(quotes) >= len(held):
        raise DecisionProblem(
            "a split must leave a quote behind", where=subject, hint="rename it, or choose fewer quotes"
        )
    return _made(store, given, subject, quotes)


def _held(store: Store, subject: str, known: Mapping[str, str]) -> set[str]:
    """The clauses that carry a finding as it is shown, what was merged into it included."""
    shown = {item.id: item for item in load_overlay(store, whole=False).shown}
    item = shown.get(known.get(subject, subject))
    return {e.clause_id for e in with_evidence(store, item).evidence} if item else set()


def _create(store: Store, given: Payload, _subject: str, _known: Mapping[str, str]) -> Payload:
    return _made(store, given, "", _quotes(store, given, "a new finding"))


def _quotes(store: Store, given: Payload, what: str) -> list[list[Any]]:
    wanted = list(dict.fromkeys(str(one).strip() for one in given.get("clauses") or ()))
    if not wanted:
        raise DecisionProblem(f"{what} needs quotes", hint="choose at least one quote")
    if len(wanted) > MAX_QUOTES:
        raise DecisionProblem(f"{len(wanted)} quotes are too many", hint=f"{MAX_QUOTES} at the most")
    rows = rows_in(store, 'SELECT id, post_id, start, "end" FROM clauses WHERE id IN', wanted)
    found = {row["id"]: [row["id"], row["post_id"], row["start"], row["end"]] for row in rows}
    missing = [one for one in wanted if one not in found]
    if missing:
        raise DecisionProblem(
            f"there is no clause {missing[0]!r}", hint="mined again meanwhile: load the page anew"
        )
    return [found[one] for one in wanted]


def _made(store: Store, given: Payload, subject: str, quotes: list[list[Any]]) -> Payload:
    """A new finding's payload; its id is made of its place in the log and of when, so never used again."""
    new = "h" + digest(subject, *(str(quote[0]) for quote in quotes), str(last_decision(store)), now_iso())
    payload: Payload = {"new": new, "kind": _kind(given), "quotes": quotes}
    titles = _titles({key: value for key, value in given.items() if value})
    return {**payload, "title": titles} if titles else payload


def _kind(given: Payload) -> str:
    kind = str(given.get("kind") or "")
    if kind not in KINDS:
        raise DecisionProblem(f"there is no kind {kind!r}", hint=", ".join(KINDS))
    return kind


def _retype(_store: Store, given: Payload, _subject: str, _known: Mapping[str, str]) -> Payload:
    return {"kind": _kind(given)}


def _move(_store: Store, given: Payload, _subject: str, _known: Mapping[str, str]) -> Payload:
    axis, key = str(given.get("axis") or "phase"), str(given.get("key") or "")
    journey = str(given.get("map") or AS_IS)
    if axis not in MOVABLE:
        raise DecisionProblem(f"a finding is not moved along {axis!r}", hint=", ".join(MOVABLE))
    if journey not in (AS_IS, TO_BE):
        raise DecisionProblem(f"there is no journey {journey!r}", hint=f"{AS_IS}, {TO_BE}")
    if axis == "phase" and key not in (*PHASES, UNASSIGNED):
        raise DecisionProblem(f"there is no phase {key!r}", hint=", ".join((*PHASES, UNASSIGNED)))
    if not _KEY.fullmatch(key):
        raise DecisionProblem(f"{key!r} is no {axis}", hint="the key that the taxonomy gives it")
    return {"axis": axis, "key": key, "map": journey}


def _note(_store: Store, given: Payload, _subject: str, _known: Mapping[str, str]) -> Payload:
    payload: Payload = {"text": text_of(given.get("text"), "a note", MAX_NOTE, lines=True)}
    return {**payload, "idea": True} if given.get("idea") else payload


def _mark(_store: Store, given: Payload, _subject: str, _known: Mapping[str, str]) -> Payload:
    if given.get("as") not in MARKS:
        raise DecisionProblem(f"a post is not marked {given.get('as')!r}", hint=", ".join(MARKS))
    return {"as": given["as"]}


def _redact(store: Store, given: Payload, subject: str, _known: Mapping[str, str]) -> Payload:
    try:
        version, start, end = (int(given[name]) for name in ("version", "start", "end"))
    except (KeyError, TypeError, ValueError) as error:
        raise DecisionProblem(
            "hiding words needs version, start and end", where=subject, hint="choose the words on a page"
        ) from error
    text = store.value("SELECT text FROM post_versions WHERE post_id = ? AND version = ?", (subject, version))
    if text is None or not 0 <= start < end <= len(text) or not text[start:end].strip():
        raise DecisionProblem(f"there are no words at {start}–{end}", where=f"version {version} of {subject}")
    return {"version": version, "start": start, "end": end}


def text_of(value: Any, what: str, longest: int, *, lines: bool = False) -> str:
    """A text that somebody gave: NFC, neither empty nor too long, without control characters."""
    text = unicodedata.normalize("NFC", str(value if value is not None else "")).strip()
    if lines:
        text = text.replace("\r\n", "\n")
    if not text:
        raise DecisionProblem(f"{what} is empty")
    if len(text) > longest:
        raise DecisionProblem(f"{what} has {len(text)} characters", hint=f"{longest} at the most")
    allowed = "\n\t" if lines else ""
    if any(unicodedata.category(c) == "Cc" and c not in allowed for c in text):
        raise DecisionProblem(f"{what} holds control characters", hint="one line of plain text")
    return text


_CHECKS: Mapping[str, Callable[[Store, Payload, str, Mapping[str, str]], Payload]] = {
    "rename": _rename,
    "merge": _merge,
    "split": _split,
    "create": _create,
    "move": _move,
    "retype": _retype,
    "note": _note,
    "mark": _mark,
    "redact": _redact,
}
