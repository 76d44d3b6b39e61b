"""What reviewers said of clauses, as labels to learn from.

The unsure queue says it of single clauses. Decisions about findings say it of all their clauses at once,
so they weigh less: a finding whose kind was changed, whose phase was moved, and posts marked as adverts.
"Not us" teaches nothing: a complaint about somebody else is still a complaint.
"""

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from crawler.store import Store
from mining.decision_log import Decision
from mining.label_reviews import reviews_in_force
from mining.lens import load_lens
from mining.overlay import load_overlay
from mining.overlay_plan import AS_IS
from mining.reading import rows_in
from mining.records import PHASES, TYPES

INDIRECT = 0.3  # weight of a clause that only its finding or post was judged with
MOST_OF_A_FINDING = 20  # of its clauses, strongest first
_POST = 'SELECT id, post_id, text FROM clauses WHERE post_id IN'


@dataclass(frozen=True, slots=True)
class Said:
    """One judgement: type -> whether the clause is one (others are not judged), and the phase, if given."""

    types: Mapping[str, bool]
    phase: str | None = None


@dataclass(frozen=True, slots=True)
class Judged:
    """A clause with its neighbours and what was said of it; `types` holds NaN where nobody said anything."""

    post: str
    text: str
    before: str
    after: str
    types: tuple[float, ...]
    phase: str | None
    weight: float


def load_judged(store: Store) -> tuple[list[Judged], dict[str, int]]:
    """All that reviewers said, by clause, and how many judgements came from where. Writes nothing.

    Of several people the majority counts for each type; a tie says nothing. What was said of a clause
    outweighs what was said of its finding. Posts with hidden words are not learnt from.
    """
    direct: dict[str, list[Said]] = defaultdict(list)
    indirect: dict[str, list[Said]] = defaultdict(list)
    counts = {"queue": 0, "retype": 0, "move": 0, "advert": 0}
    for review in reviews_in_force(store):
        if review.types is not None:
            direct[review.clause_id].append(Said({kind: kind in review.types for kind in TYPES}))
            counts["queue"] += 1
    lens = load_lens(store)
    for source, clause, said in (*_of_findings(store), *_of_adverts(store, lens.marks)):
        indirect[clause].append(said)
        counts[source] += 1
    return list(_joined(store, direct, indirect, lens.hidden)), counts


def _of_findings(store: Store) -> Iterator[tuple[str, str, Said]]:
    for item in load_overlay(store).shown:
        strongest = sorted(item.evidence, key=lambda e: (-e.strength, e.clause_id))[:MOST_OF_A_FINDING]
        phase = _moved(item.decisions)
        for one in strongest:
            if item.kind != item.machine_kind and not item.by_hand:
                yield "retype", one.clause_id, Said({item.kind: True, item.machine_kind: False})
            if phase is not None:
                yield "move", one.clause_id, Said({}, phase)


def _moved(decisions: Iterable[Decision]) -> str | None:
    """The phase that people moved a finding to in the journey as it is."""
    keys = [
        str(one.payload["key"])
        for one in decisions
        if one.action == "move"
        and one.payload.get("axis") == "phase"
        and one.payload.get("map", AS_IS) == AS_IS
    ]
    return keys[-1] if keys and keys[-1] in PHASES else None


def _of_adverts(store: Store, marks: Mapping[str, str]) -> Iterator[tuple[str, str, Said]]:
    adverts = [post for post, mark in marks.items() if mark == "advert"]
    for row in rows_in(store, _POST, adverts):
        yield "advert", row["id"], Said(dict.fromkeys(TYPES, False))


def _joined(
    store: Store,
    direct: Mapping[str, Sequence[Said]],
    indirect: Mapping[str, Sequence[Said]],
    hidden: Iterable[str],
) -> Iterator[Judged]:
    wanted = {*direct, *indirect}
    found = rows_in(store, "SELECT post_id FROM clauses WHERE id IN", wanted)
    posts = {row["post_id"] for row in found} - set(hidden)
    rows = rows_in(store, f'{_POST.replace("text FROM", "text, start FROM")}', posts)
    rows.sort(key=lambda row: (row["post_id"], row["start"]))
    for post, group in groupby(rows, key=lambda row: str(row["post_id"])):
        clauses = list(group)
        texts = ["", *(row["text"] for row in clauses), ""]
        for at, row in enumerate(clauses):
            if row["id"] in wanted:  # a clause that is cut in another way now is not
                own, found_with = direct.get(row["id"], ()), indirect.get(row["id"], ())
                yield _judged(post, texts[at : at + 3], own, found_with)


def _judged(post: str, texts: Sequence[str], own: Sequence[Said], found_with: Sequence[Said]) -> Judged:
    phases = {one.phase for one in (*own, *found_with) if one.phase}
    said = own or found_with
    return Judged(
        post, texts[1], texts[0], texts[2],
        tuple(_majority([one.types[kind] for one in said if kind in one.types]) for kind in TYPES),
        phases.pop() if len(phases) == 1 else None,
        1.0 if own else INDIRECT,
    )  # fmt: skip


def _majority(votes: Sequence[bool]) -> float:
    if 2 * sum(votes) == len(votes):  # nobody, or as many for as against
        return math.nan
    return float(2 * sum(votes) > len(votes))
