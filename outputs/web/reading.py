"""What the page of a finding tells: why it is here, what speaks against it, what became of it."""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from mining.decision_log import Decision, cancelled_ids, list_decisions
from mining.lens import POST_ACTIONS
from mining.mappers.place import Place, from_cues
from mining.overlay import ShownFinding
from mining.reading import rows_in
from mining.records import SLOT_NAMES, Evidence
from mining.slots.own import study_lexicon
from mining.taxonomy_model import NOT_PLACES
from outputs.material.slots import slot_text
from outputs.queries import MappingRow, Quote, load_quotes
from outputs.web.counting import count_tag_words, found_state
from outputs.web.desk import Desk

LOOKED_AT = 300  # quotes whose tags tell what a finding speaks of


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a quote was read as it was: types with their probabilities, its place and the cues for it."""

    types: tuple[tuple[str, float], ...]
    polarity: float | None
    place: Place | None


@dataclass(frozen=True, slots=True)
class Against:
    """Words on the other side of the same subject: `people` of the `of` who speak of the tag praise it."""

    tag: str
    people: int
    of: int
    quotes: Sequence[Quote]


def reasons(desk: Desk, clause_ids: Sequence[str]) -> dict[str, Reason]:
    """clause id -> why it was read as it was."""
    labels = {
        row["clause_id"]: row
        for row in rows_in(
            desk.store, "SELECT clause_id, scores, polarity FROM labels WHERE clause_id IN", clause_ids
        )
    }
    places = places_of(desk, clause_ids)
    return {key: _reason(labels.get(key), places.get(key)) for key in clause_ids}


def _reason(label: Any, place: Place | None) -> Reason:
    if label is None:
        return Reason((), None, place)
    scores = sorted(json.loads(label["scores"]).items(), key=lambda pair: (-pair[1], pair[0]))
    return Reason(tuple((name, float(score)) for name, score in scores), label["polarity"], place)


def places_of(desk: Desk, clause_ids: Sequence[str]) -> dict[str, Place]:
    """clause id -> its place in the mapping in force."""
    select = "SELECT clause_id, phase, touchpoint, cues FROM places WHERE run_id = ? AND clause_id IN"
    rows = rows_in(desk.store, select, clause_ids, (desk.map_run,))
    return {
        row["clause_id"]: from_cues(row["phase"], row["touchpoint"], json.loads(row["cues"])) for row in rows
    }


def against(desk: Desk, item: ShownFinding) -> Against | None:
    """Praise of what the finding speaks of most; None where it has no tag, or is no complaint or wish."""
    if item.kind == "scenario":
        return None
    places = places_of(desk, [e.clause_id for e in item.evidence[:LOOKED_AT]])
    tags = Counter(tag for place in places.values() for tag in place.tags)
    if not tags:
        return None
    tag = min(tags, key=lambda key: (-tags[key], key))
    rows = desk.store.rows(
        "SELECT people, of_people FROM tags WHERE run_id = ? AND tag = ? AND polarity = 'positive'",
        (desk.map_run, tag),
    )
    counted = desk.shared.derived.get(desk.store, "tag-words", found_state(desk.store), count_tag_words)
    own = {e.clause_id for e in item.evidence}
    ids = [one for one in (counted.data if counted else {}).get(tag, {}).get("praise", ()) if one not in own]
    people, of = (rows[0]["people"], rows[0]["of_people"]) if rows else (0, 0)
    return Against(desk.label("tag", tag), people, of, quotes_of(desk, ids))


def quotes_of(desk: Desk, clause_ids: Sequence[str]) -> Sequence[Quote]:
    """Clauses as quotes, in the order given."""
    joined = "clauses JOIN posts ON posts.id = clauses.post_id"
    select = f"SELECT clauses.*, posts.url FROM {joined} WHERE clauses.id IN"  # noqa: S608 - fixed words
    rows = {row["id"]: row for row in rows_in(desk.store, select, clause_ids)}
    evidence = [
        Evidence(
            r["id"], r["post_id"], r["post_version"], r["start"], r["end"], r["text"], r["url"], 1.0, number
        )
        for number, r in enumerate(rows[key] for key in clause_ids if key in rows)
    ]
    return load_quotes(desk.store, {"": evidence})[""]


def slots(desk: Desk, item: ShownFinding) -> list[tuple[str, str]]:
    """The slots that are filled, with their names."""
    named = [*SLOT_NAMES, *(name for name in item.finding.slots if name not in SLOT_NAMES)]
    texts = [(name, slot_text(item.finding.slots.get(name), desk.language)) for name in named]
    return [(_slot_name(desk, name), desk.words.written(text)) for name, text in texts if text]


def _slot_name(desk: Desk, name: str) -> str:
    return desk.words.get(f"cards.{name}", desk.words.get(f"slot.{name}", name))


def components(desk: Desk, item: ShownFinding) -> list[tuple[str, str, str]]:
    """The parts of the ranking, kept apart: (key, name, figure)."""
    return [
        (name, desk.words.get(f"component.{name}", name.replace("_", " ")), f"{value:,.3g}")
        for name, value in sorted(item.finding.components.items())
        if isinstance(value, int | float)
    ]


def anchors(desk: Desk, item: ShownFinding) -> list[str]:
    """The combinations of concepts that brought its words together, such as "When: night × Who: child"."""
    found = desk.store.value(
        "SELECT signatures FROM cores WHERE run_id = ? AND finding_id = ?", (item.run_id, item.id)
    )
    with study_lexicon(desk.study.folder):
        return [_signature(desk, one) for one in json.loads(found)[:8]] if found else []


def _signature(desk: Desk, value: Any) -> str:
    if isinstance(value, list | tuple):
        return " × ".join(_signature(desk, inner) for inner in value)
    axis, mark, concept = str(value).partition(":")
    if not mark:
        return axis.replace("_", " ")
    from mining.discover.modal import concept_label

    name = desk.words.get(f"slot.{axis}", desk.words.get(f"cards.{axis}", axis.replace("_", " ")))
    label = desk.words.written(concept_label(axis, concept, desk.language))
    return f"{name}{desk.words('slot.colon')}{label}"


def history(desk: Desk, item: ShownFinding) -> list[tuple[Decision, bool]]:
    """Every decision ever made about it and its posts, newest first, with whether it was undone."""
    log = list_decisions(desk.store)
    undone = cancelled_ids(log)
    named = {d.subject_id for d in item.decisions if d.action not in POST_ACTIONS}
    names = {item.id, *item.merged_from, *named}
    posts = {e.post_id for e in (*item.evidence, *item.set_aside)}
    about = [
        d
        for d in log
        if d.subject_id in names
        or d.payload.get("into") == item.id
        or d.payload.get("new") == item.id
        or (d.action in POST_ACTIONS and d.subject_id in posts)
    ]
    return [(d, d.id in undone) for d in reversed(about)]


def lineage(desk: Desk, item: ShownFinding) -> list[Mapping[str, Any]]:
    """What it was in former minings: previous id, relation, overlap, run; newest first."""
    rows = desk.store.rows(
        "SELECT lineage.previous_id, relation, overlap, runs.ended_at FROM lineage JOIN runs"
        " ON runs.id = lineage.run_id WHERE finding_id = ? ORDER BY runs.rowid DESC LIMIT 12",
        (item.id,),
    )
    return [dict(row) for row in rows]


@dataclass(frozen=True, slots=True)
class Together:
    """A finding told of together with this one: by `both`, where chance alone would give `expected`.

    `related` is False where the figures are too few to say more than that it occurs.
    """

    other: ShownFinding
    both: int
    expected: float
    lift: float
    low: float
    high: float
    related: bool


def together(desk: Desk, item: ShownFinding) -> list[Together]:
    """What is told together with a finding, surest first; see mining.relations for what the figures mean."""
    rows = desk.store.rows(
        "SELECT * FROM relations WHERE run_id = (SELECT run_id FROM current_runs WHERE stage = 'relate')"
        " AND found_in = ? AND (from_id = ? OR to_id = ?)"
        " ORDER BY verdict = 'related' DESC, low DESC LIMIT 8",
        (desk.overlay.run_id, item.id, item.id),
    )
    places = desk.overlay.places()
    found = []
    for row in rows:
        other = desk.by_id.get(places.get(row["to_id"] if row["from_id"] == item.id else row["from_id"], ""))
        if other is not None and other.id != item.id and not other.hidden:
            figures = (row["both"], row["expected"], row["lift"], row["low"], row["high"])
            found.append(Together(other, *figures, row["verdict"] == "related"))
    return found


def named_places(
    desk: Desk, rows: Mapping[str, Sequence[MappingRow]]
) -> list[tuple[str, list[dict[str, Any]]]]:
    """Axis by axis, the keys with names, shares, people and cues."""
    return [
        (axis, [_named(desk, axis, row) for row in rows[axis]])
        for axis in ("phase", "touchpoint", "lens")
        if rows.get(axis)
    ]


def _named(desk: Desk, axis: str, row: MappingRow) -> dict[str, Any]:
    return {
        "label": desk.label(axis, row.key),
        "share": row.share,
        "people": row.people,
        "hand": row.by_hand,
        "cues": [str(cue) for cue in row.cues],
        "open": row.key in NOT_PLACES,
    }
