"""What a team wrote on the capture sheet, linked to what it answers: the only writer of `ideas`."""

import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from crawler.clock import now_iso
from crawler.errors import ImportProblem
from crawler.ids import digest
from crawler.importing.files import open_table
from crawler.importing.rows import BadRow
from crawler.pii import mask
from crawler.store import Store
from mining.overlay import ShownFinding, load_overlay
from mining.reading import ensure_tables

COLUMNS = ("finding_id", "title", "idea", "kind", "team", "for_whom", "votes", "note", "evidence_ids")
KINDS = ("idea", "benefit", "task", "growth", "question")
MOST_LINKS = 3  # quotes that an idea is linked to where its row names none
LONGEST = 2_000
_CHINESE = {
    "finding_id": "finding_id",
    "title": "卡片",
    "idea": "点子",
    "kind": "类型",
    "team": "小组",
    "for_whom": "给谁",
    "votes": "票数",
    "note": "备注",
    "evidence_ids": "evidence_ids",
}
_KINDS_ALSO = {
    "点子": "idea", "权益": "benefit", "任务": "task", "成长规则": "growth",
    "growth rule": "growth", "问题": "question",
}  # fmt: skip
_HINT = "the sheet `ideas` of capture.*.xlsx, with the columns " + ", ".join(COLUMNS)


@dataclass(frozen=True, slots=True)
class Idea:
    """One idea. `links` are (finding id, clause id); a finding without a quote has clause id None."""

    id: str
    text: str
    kind: str
    team: str | None
    for_whom: str | None
    votes: int | None
    note: str | None
    links: tuple[tuple[str, str | None], ...] = ()
    at: str = ""


@dataclass(frozen=True, slots=True)
class CaptureReport:
    """What an import did. `untouched` are accepted findings that no idea answers; `notes` name odd rows."""

    new: int
    changed: int
    same: int
    linked: int
    unlinked: int
    untouched: tuple[str, ...]
    notes: tuple[str, ...] = field(default=())


def heading(column: str, language: str) -> str:
    """The heading of a column as it is printed."""
    return _CHINESE[column] if language == "zh" else column


def import_capture(store: Store, path: Path) -> CaptureReport:
    """Take in a capture sheet. The same sheet again adds nothing; votes and notes of an idea are renewed.

    A row whose finding is not known is kept without a link, and said. Raises ImportProblem for a file that
    is no capture sheet.
    """
    ensure_tables(store)
    overlay = load_overlay(store)
    known = {item.id: item for item in overlay.shown}
    notes: list[str] = []
    ideas = {idea.id: idea for idea in _read(path, known, overlay.places(), notes)}
    before = {idea.id: idea for idea in load_ideas(store)}
    changed = [i for i in ideas.values() if i.id in before and _content(i) != _content(before[i.id])]
    new = [idea for idea in ideas.values() if idea.id not in before]
    _write(store, [*new, *changed])
    answered = {finding for idea in (*before.values(), *ideas.values()) for finding, _ in idea.links}
    return CaptureReport(
        new=len(new),
        changed=len(changed),
        same=len(ideas) - len(new) - len(changed),
        linked=sum(bool(idea.links) for idea in ideas.values()),
        unlinked=sum(not idea.links for idea in ideas.values()),
        untouched=tuple(i.id for i in overlay.shown if i.status == "accepted" and i.id not in answered),
        notes=tuple(notes),
    )


def load_ideas(store: Store) -> list[Idea]:
    """All ideas, oldest first, with what they are linked to."""
    ensure_tables(store)
    links: dict[str, list[tuple[str, str | None]]] = {}
    for row in store.rows("SELECT * FROM idea_evidence ORDER BY idea_id, finding_id, clause_id"):
        links.setdefault(row["idea_id"], []).append((row["finding_id"], row["clause_id"] or None))
    return [
        Idea(**dict(row), links=tuple(links.get(row["id"], ())))
        for row in store.rows(
            "SELECT id, text, kind, team, for_whom, votes, note, at FROM ideas ORDER BY at, id"
        )
    ]


def _read(
    path: Path, known: Mapping[str, ShownFinding], places: Mapping[str, str], notes: list[str]
) -> Iterator[Idea]:
    table = open_table(path)
    names = _headings(table.headings)
    if "idea" not in names or "finding_id" not in names:
        raise ImportProblem("is no capture sheet", where=str(path), hint=_HINT)
    for row in table.rows():
        if isinstance(row, BadRow):
            notes.append(f"{row.place}: {row.reason}")
            continue
        cells = {name: _text(row.cells.get(title)) for name, title in names.items()}
        if cells["idea"]:
            yield _idea(cells, row.place, known, places, notes)


def _headings(headings: Sequence[str]) -> dict[str, str]:
    """column -> the heading under which it stands."""
    meant = {name: name for name in COLUMNS} | {title: name for name, title in _CHINESE.items()}
    return {meant[h.strip().casefold()]: h for h in headings if h.strip().casefold() in meant}


def _idea(
    cells: Mapping[str, str],
    place: str,
    known: Mapping[str, ShownFinding],
    places: Mapping[str, str],
    notes: list[str],
) -> Idea:
    given = cells["finding_id"]
    finding = known.get(places.get(given, given))
    if given and finding is None:
        notes.append(f"{place}: there is no finding {given[:40]!r}; the idea is kept without a link")
    text, team = mask(cells["idea"]).text[:LONGEST], cells.get("team") or None
    named = cells.get("kind", "").casefold()
    kind = _KINDS_ALSO.get(named, named)
    if kind and kind not in KINDS:
        notes.append(f"{place}: there is no kind {named[:40]!r}; taken as an idea")
    chosen = kind if kind in KINDS else "idea"
    wanted = set(cells.get("evidence_ids", "").split())
    return Idea(
        id="i" + digest(text, chosen, team or "", finding.id if finding else ""),
        text=text,
        kind=chosen,
        team=team,
        for_whom=cells.get("for_whom") or None,
        votes=_votes(cells.get("votes", ""), place, notes),
        note=mask(cells.get("note", "")).text[:LONGEST] or None,
        links=_links(finding, wanted) if finding else (),
    )


def _links(finding: ShownFinding, wanted: set[str]) -> tuple[tuple[str, str | None], ...]:
    """The quotes that the row names, else the finding's first ones; the finding alone where it has none."""
    own = [evidence.clause_id for evidence in finding.evidence]
    named = [clause for clause in own if clause in wanted] or own[:MOST_LINKS]
    return tuple(sorted((finding.id, clause) for clause in named)) or ((finding.id, None),)


def _votes(text: str, place: str, notes: list[str]) -> int | None:
    if not text:
        return None
    try:
        number = float(text)
    except ValueError:
        number = -1.0
    if not 0 <= number <= 1_000_000 or number != int(number):
        notes.append(f"{place}: {text[:20]!r} is no number of votes")
        return None
    return int(number)


def _text(value: Any) -> str:
    """One cell as text: no control characters, single spaces."""
    text = unicodedata.normalize("NFC", "" if value is None else str(value))
    return " ".join("".join(c if unicodedata.category(c) != "Cc" else " " for c in text).split())


def _content(idea: Idea) -> tuple[Any, ...]:
    return idea.for_whom, idea.votes, idea.note, idea.links


def _write(store: Store, ideas: Iterable[Idea]) -> None:
    at = now_iso()
    with store.writing() as conn:
        for idea in ideas:
            conn.execute(
                "INSERT INTO ideas (id, at, text, kind, team, for_whom, votes, note)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
                " ON CONFLICT (id) DO UPDATE SET for_whom = excluded.for_whom, votes = excluded.votes,"
                " note = excluded.note",
                (idea.id, at, idea.text, idea.kind, idea.team, idea.for_whom, idea.votes, idea.note),
            )
            conn.execute("DELETE FROM idea_evidence WHERE idea_id = ?", (idea.id,))
            conn.executemany(
                "INSERT INTO idea_evidence (idea_id, finding_id, clause_id) VALUES (?, ?, ?)",
                [(idea.id, finding, clause or "") for finding, clause in idea.links],
            )
