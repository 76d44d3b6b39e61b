"""Read models shared by all outputs: SQL -> dataclasses. Nothing here writes."""

import json
import sqlite3
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from crawler.store import Store
from crawler.store.runs import current_run, list_runs
from mining.mappers.distribution import distribute
from mining.mappers.place import from_cues
from mining.overlay import Overlay, ShownFinding, lens_of
from mining.people import census_of
from mining.reading import MAP_STAGE, rows_in
from mining.records import Evidence
from mining.taxonomy_model import NOT_PLACES
from outputs.context import Context, context_of
from outputs.links import safe_url

_CHUNK = 400  # ids per IN (…), far below SQLite's limit of variables
_TAG_COLUMNS = ("tag", "polarity", "people", "of_people", "share", "low", "high", "posts", "run_id")
_POST_COLUMNS = (
    "id, source, kind, subject, text, version, rating, rating_min, rating_max, likes, author_key,"
    " posted_at, language"
)


@dataclass(frozen=True, slots=True)
class Quote:
    """Words as somebody wrote them, and where they come from.

    `url` is http(s) or None. `day` is YYYY-MM-DD. `earlier` says that the post has been edited since.
    `voice` tells people apart within one finding; it is never printed.
    """

    clause_id: str
    post_id: str
    post_version: int
    start: int
    end: int
    text: str
    language: str | None
    url: str | None
    source: str
    kind: str
    subject: str | None
    rating: float | None
    rating_max: float | None
    day: str | None
    strength: float
    earlier: bool
    voice: str
    post_text: str | None = field(repr=False)

    @property
    def context(self) -> Context:
        """What stood around it; nothing where that version of the post is not kept."""
        if self.post_text is None or self.post_text[self.start : self.end] != self.text:
            return Context("", "")
        return context_of(self.post_text, self.start, self.end)


@dataclass(frozen=True, slots=True)
class MappingRow:
    """One finding's share at one key of an axis (phase, touchpoint, lens, …) and the cues that led there.

    `by_hand`: a person moved it there, whatever its share.
    """

    finding_id: str
    axis: str
    key: str
    share: float
    people: int
    cues: tuple[Any, ...]
    run_id: str
    by_hand: bool = False


@dataclass(frozen=True, slots=True)
class TagRow:
    """k of N people: `people` of the `of_people` who mention the tag, with a Wilson interval."""

    tag: str
    polarity: str
    people: int
    of_people: int
    share: float
    low: float
    high: float
    posts: int
    label: Mapping[str, str]
    run_id: str


@dataclass(frozen=True, slots=True)
class RunRow:
    """One line of the ledger; `current` when its results are in force."""

    id: str
    stage: str
    stage_version: int
    config_hash: str
    input_hash: str
    model: str | None
    seed: int | None
    started_at: str
    ended_at: str | None
    status: str
    counts: Mapping[str, Any]
    message: str | None
    current: bool


_MAPPINGS_SQL = "SELECT finding_id, axis, key, share, people, cues, run_id FROM mappings WHERE run_id = ?"


def load_mappings(store: Store, ids: Collection[str] | None = None) -> list[MappingRow]:
    """The mappings in force of all findings or of some, by finding, axis, falling share."""
    run = (current_run(store, MAP_STAGE),)
    if ids is None:
        rows = store.rows(_MAPPINGS_SQL, run)
    else:
        rows = rows_in(store, f"{_MAPPINGS_SQL} AND finding_id IN", ids, run)
    found = [MappingRow(**{**dict(row), "cues": tuple(json.loads(row["cues"]))}) for row in rows]
    return sorted(
        found, key=lambda row: (row.finding_id, row.axis, -row.share, row.key in NOT_PLACES, row.key)
    )


def mappings_by_finding(store: Store, overlay: Overlay) -> dict[str, dict[str, list[MappingRow]]]:
    """finding id -> axis -> rows, under the ids that are shown."""
    return mappings_of(store, overlay.shown, load_mappings(store))


def mappings_of(
    store: Store, items: Iterable[ShownFinding], rows: Iterable[MappingRow] | None = None
) -> dict[str, dict[str, list[MappingRow]]]:
    """finding id -> axis -> rows of some findings; `rows` may hold what was read of them already.

    A finding whose evidence decisions changed is spread anew over the places of all its clauses. Where
    a person moved a finding, that place comes first.
    """
    shown = list(items)
    changed = [item for item in shown if item.evidence_changed]
    wanted = {item.id for item in shown} - {item.id for item in changed}
    known = load_mappings(store, wanted) if rows is None else rows
    kept = [row for row in known if row.finding_id in wanted]
    if changed:
        kept += _spread(store, changed)
    grouped: dict[str, dict[str, list[MappingRow]]] = defaultdict(lambda: defaultdict(list))
    for row in kept:
        grouped[row.finding_id][row.axis].append(row)
    for item in shown:
        for axis, key in item.placed.items():
            grouped[item.id][axis] = _moved(item, axis, key, grouped[item.id][axis])
    return {finding_id: dict(axes) for finding_id, axes in grouped.items()}


def _moved(item: ShownFinding, axis: str, key: str, rows: list[MappingRow]) -> list[MappingRow]:
    """The rows of an axis with the place that a person chose before all others."""
    own = next((row for row in rows if row.key == key), MappingRow(item.id, axis, key, 0.0, 0, (), ""))
    return [replace(own, by_hand=True), *(row for row in rows if row.key != key)]


def _spread(store: Store, findings: Sequence[ShownFinding]) -> list[MappingRow]:
    run_id = current_run(store, MAP_STAGE)
    findings = [item for item in findings if item.evidence]
    if run_id is None or not findings:
        return []
    census = census_of(store, {e.post_id for item in findings for e in item.evidence})
    clauses = {e.clause_id for item in findings for e in item.evidence}
    select = "SELECT clause_id AS id, phase, touchpoint, cues FROM places WHERE clause_id IN"
    places = {
        key: from_cues(row["phase"], row["touchpoint"], json.loads(row["cues"]))
        for key, row in _rows_by_id(store, select, clauses, "run_id = ?", (run_id,)).items()
    }
    return [
        MappingRow(row.finding_id, row.axis, row.key, row.share, row.people, row.cues, run_id)
        for item in findings
        for row in distribute(
            item.id, [(e.clause_id, census.people_of(e.post_id)) for e in item.evidence], places
        )
    ]


def load_tags(store: Store) -> list[TagRow]:
    """The tags in force, most people first."""
    rows = store.rows(
        "SELECT * FROM tags WHERE run_id = ? ORDER BY people DESC, tag, polarity",
        (current_run(store, MAP_STAGE),),
    )
    return [_tag_row(row) for row in rows]


def load_tags_before(store: Store) -> dict[tuple[str, str], TagRow] | None:
    """(tag, polarity) -> its row in the run before the current one; None where there was none with tags."""
    current = current_run(store, MAP_STAGE)
    rows = store.rows(
        "SELECT tags.* FROM tags WHERE run_id = (SELECT id FROM runs WHERE stage = ? AND status = 'done'"
        " AND rowid < (SELECT rowid FROM runs WHERE id = ?) AND id IN (SELECT run_id FROM tags)"
        " ORDER BY rowid DESC LIMIT 1)",
        (MAP_STAGE, current),
    )
    return {(row["tag"], row["polarity"]): _tag_row(row) for row in rows} or None


def _tag_row(row: sqlite3.Row) -> TagRow:
    label = {"zh": row["label_zh"], "en": row["label_en"]}
    return TagRow(**{name: row[name] for name in _TAG_COLUMNS}, label=label)


def load_runs(store: Store) -> list[RunRow]:
    """Every run, oldest first."""
    current = {row["run_id"] for row in store.rows("SELECT run_id FROM current_runs")}
    return [RunRow(**run, current=run["id"] in current) for run in list_runs(store)]


def load_quotes(store: Store, evidence: Mapping[str, Sequence[Evidence]]) -> dict[str, list[Quote]]:
    """The same keys -> the evidence as quotes in the same order, each with its sentence before and after."""
    wanted = [item for items in evidence.values() for item in items]
    select = f"SELECT {_POST_COLUMNS} FROM posts WHERE id IN"  # noqa: S608 - our own column names
    posts = _rows_by_id(store, select, {e.post_id for e in wanted})
    clauses = _rows_by_id(
        store, "SELECT id, language FROM clauses WHERE id IN", {e.clause_id for e in wanted}
    )
    census = census_of(store, posts)
    voices = {post_id: min(census.people_of(post_id)) for post_id in posts}
    lens = lens_of(store)
    older = {(e.post_id, e.post_version) for e in wanted if posts[e.post_id]["version"] != e.post_version}
    texts = {key: version_text(store, *key) for key in sorted(older)} | dict(lens.texts)
    return {
        key: [
            _quote(lens.hide(e), posts[e.post_id], clauses.get(e.clause_id), voices[e.post_id], texts)
            for e in items
        ]
        for key, items in evidence.items()
    }


def version_text(store: Store, post_id: str, version: int) -> str | None:
    """The words of one version of a post, or None when that version is not kept."""
    found = store.value(
        "SELECT text FROM post_versions WHERE post_id = ? AND version = ?", (post_id, version)
    )
    return None if found is None else str(found)


def _quote(
    item: Evidence,
    post: sqlite3.Row,
    clause: sqlite3.Row | None,
    voice: str,
    texts: Mapping[tuple[str, int], str | None],
) -> Quote:
    text = texts.get((item.post_id, item.post_version), post["text"])
    return Quote(
        clause_id=item.clause_id,
        post_id=item.post_id,
        post_version=item.post_version,
        start=item.start,
        end=item.end,
        text=item.quote,
        language=clause["language"] if clause else post["language"],
        url=safe_url(item.url),
        source=post["source"],
        kind=post["kind"],
        subject=post["subject"],
        rating=post["rating"],
        rating_max=post["rating_max"],
        day=post["posted_at"][:10] if post["posted_at"] else None,
        strength=item.strength,
        earlier=post["version"] != item.post_version,
        voice=voice,
        post_text=text,
    )


def _rows_by_id(
    store: Store, select: str, ids: set[str], where: str = "1", parameters: tuple[str, ...] = ()
) -> dict[str, sqlite3.Row]:
    ordered = sorted(ids)
    found: dict[str, sqlite3.Row] = {}
    for start in range(0, len(ordered), _CHUNK):
        chunk = ordered[start : start + _CHUNK]
        marks = ", ".join("?" for _ in chunk)
        rows = store.rows(f"{select} ({marks}) AND {where}", (*chunk, *parameters))
        found.update({row["id"]: row for row in rows})
    return found


def best_quotes(quotes: Sequence[Quote], count: int) -> list[Quote]:
    """The first quotes by rank, one for each person before a second of anybody, none said twice.

    Where the finding speaks both Chinese and English and the choice holds one only, the last place
    goes to the other.
    """
    distinct = list({" ".join(q.text.split()).casefold(): q for q in reversed(quotes)}.values())[::-1]
    by_voice: dict[str, Quote] = {}
    for quote in distinct:
        by_voice.setdefault(quote.voice, quote)
    first = list(by_voice.values())
    ids = {q.clause_id for q in first}
    chosen = [*first, *(q for q in distinct if q.clause_id not in ids)][:count]
    spoken = {q.language for q in chosen}
    other = next((q for q in first[count:] if q.language not in spoken), None)
    if other and len(spoken) == 1 and count > 1:
        chosen[-1] = other
    return chosen
