"""Findings as cards of the review app: everything that a card shows, read for the visible ones only."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from crawler.ids import digest
from mining.overlay import ShownFinding
from mining.reading import evidence_from_row, rows_in
from mining.records import Evidence
from mining.taxonomy_model import NOT_PLACES, UNASSIGNED
from outputs.neutral import cut
from outputs.queries import MappingRow
from outputs.web.counting import gathered_traits
from outputs.web.desk import Desk

MONTHS = 12
LONGEST_QUOTE = 180
KANO_LETTERS = {
    "must_be": "M", "performance": "O", "attractive": "A", "indifferent": "I", "reverse": "R",
    "must_be_or_performance": "M/O", "attractive_or_performance": "A/O", "insufficient_evidence": "?",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Chip:
    """A place on an axis; `open` when it is unassigned or ambiguous, `hand` when a person moved it there."""

    label: str
    share: str = ""
    open: bool = False
    hand: bool = False


@dataclass(frozen=True, slots=True)
class KanoChip:
    """The KANO candidate of the feature that a finding speaks of most: a letter, and both in words."""

    letter: str
    words: str


@dataclass(frozen=True, slots=True)
class CardView:
    """One card. `seen` is what the reader saw, for the check that nothing changed meanwhile.

    `phase` is the column of the board by phase in which it stands.
    """

    item: ShownFinding
    title: str
    title_tag: str
    people: str
    sources: int | None
    months: tuple[tuple[str, int], ...]
    phase: str
    phases: tuple[Chip, ...]
    lenses: tuple[Chip, ...]
    kano: KanoChip | None
    quote: str
    quote_tag: str | None
    seen: str

    @property
    def id(self) -> str:
        """The finding's id."""
        return self.item.id


Places = Mapping[str, Mapping[str, Sequence[MappingRow]]]


def make_cards(desk: Desk, items: Sequence[ShownFinding], places: Places | None = None) -> list[CardView]:
    """The cards of these findings, in their order; `places` may hold what Desk.mappings gives of them."""
    places = desk.mappings(items) if places is None else places
    first = first_quotes(desk, items)
    kano = kano_chips(desk, [item.id for item in items])
    traits = _traits(desk, items)
    span = _span(traits)
    languages = _languages(desk, first)
    return [
        CardView(
            item=item,
            title=desk.title(item),
            title_tag=desk.title_tag(item),
            people=desk.people(item.finding.people, item.finding.people_basis),
            sources=len(traits[item.id]["sources"]) if item.id in traits else None,
            months=tuple((month, traits.get(item.id, {}).get("months", {}).get(month, 0)) for month in span),
            phase=_phase(places.get(item.id, {})),
            phases=chips(desk, places.get(item.id, {}), "phase", 1),
            lenses=chips(desk, places.get(item.id, {}), "lens", 2, leave_open=True),
            kano=kano.get(item.id),
            quote=cut(first[item.id].quote, LONGEST_QUOTE) if item.id in first else "",
            quote_tag=languages.get(first[item.id].clause_id) if item.id in first else None,
            seen=seen_of(item),
        )
        for item in items
    ]


def _phase(places: Mapping[str, Sequence[MappingRow]]) -> str:
    first = next((row.key for row in places.get("phase", ())), UNASSIGNED)
    return UNASSIGNED if first in NOT_PLACES else first


def seen_of(item: ShownFinding) -> str:
    """What a reader sees of a finding, short: the last decision about it, and what the machine says."""
    last = max((decision.id for decision in item.decisions), default=0)
    return f"{last}.{machine_print(item)}"


def machine_print(item: ShownFinding) -> str:
    """Changes when mining has come to mean something else by this id."""
    parts = (*sorted(item.machine_title.values()), item.machine_kind, *item.finding.terms)
    return digest(*parts, size=4)


def chips(
    desk: Desk, places: Mapping[str, Sequence[MappingRow]], axis: str, most: int, *, leave_open: bool = False
) -> tuple[Chip, ...]:
    """The first places on an axis; with `leave_open` those that are none are left out."""
    rows = [row for row in places.get(axis, ()) if not (leave_open and row.key in NOT_PLACES)]
    return tuple(
        Chip(
            desk.label(axis, row.key),
            "" if row.by_hand else f"{row.share:.0%}",
            row.key in NOT_PLACES,
            row.by_hand,
        )
        for row in rows[:most]
    )


def first_quotes(desk: Desk, items: Sequence[ShownFinding]) -> dict[str, Evidence]:
    """finding id -> its first quote by rank."""
    found: dict[str, Evidence] = {}
    for item in items:
        if item.whole:
            if item.evidence:
                found[item.id] = item.evidence[0]
            continue
        rows = desk.store.rows(
            "SELECT * FROM evidence WHERE run_id = ? AND finding_id = ? ORDER BY rank LIMIT 1",
            (item.run_id, item.id),
        )
        if rows:
            found[item.id] = evidence_from_row(rows[0])
    return found


def kano_chips(desk: Desk, ids: Sequence[str]) -> dict[str, KanoChip]:
    """finding id -> the KANO candidate of the feature that most of its words speak of."""
    rows = rows_in(
        desk.store,
        "SELECT finding_id, share, kano_candidates.* FROM kano_findings JOIN kano_candidates"
        " USING (run_id, feature) WHERE run_id = (SELECT run_id FROM current_runs WHERE stage = 'kano')"
        " AND finding_id IN",
        ids,
    )
    best: dict[str, Any] = {}
    for row in sorted(rows, key=lambda row: (row["share"], row["feature"])):
        best[row["finding_id"]] = row
    return {finding_id: _kano(desk, row) for finding_id, row in best.items()}


def _kano(desk: Desk, row: Any) -> KanoChip:
    label = desk.words.written(row[f"label_{desk.language}"])
    verdict = desk.words.get(f"kano.verdict_{row['verdict']}", row["verdict"])
    return KanoChip(KANO_LETTERS.get(row["verdict"], "?"), f"{label}: {verdict}")


def _traits(desk: Desk, items: Sequence[ShownFinding]) -> dict[str, Any]:
    """As counted; anew where decisions changed the evidence."""
    changed = [item for item in items if item.evidence_changed]
    posts = {e.post_id for item in changed for e in item.evidence}
    select = "SELECT id, source, substr(posted_at, 1, 7) AS month FROM posts WHERE id IN"
    rows = rows_in(desk.store, select, posts)
    known = {row["id"]: row for row in rows}
    anew = gathered_traits(
        (item.id, known[post_id]["source"], known[post_id]["month"], 1)
        for item in changed
        for post_id in sorted({e.post_id for e in item.evidence})
    )
    counted = desk.traits
    return {item.id: counted[item.id] for item in items if item.id in counted} | anew


def _span(traits: Mapping[str, Any]) -> list[str]:
    """The last months in which anything was said, at most a year, without holes."""
    last = max((month for one in traits.values() for month in one["months"]), default="")
    if not last:
        return []
    year, month = int(last[:4]), int(last[5:7])
    back = [divmod(year * 12 + month - 1 - n, 12) for n in range(MONTHS)]
    return [f"{y:04d}-{m + 1:02d}" for y, m in reversed(back)]


def _languages(desk: Desk, quotes: Mapping[str, Evidence]) -> dict[str, str]:
    ids = {quote.clause_id for quote in quotes.values()}
    rows = rows_in(desk.store, "SELECT id, language FROM clauses WHERE id IN", ids)
    return {row["id"]: row["language"] for row in rows if row["language"] != "und"}
