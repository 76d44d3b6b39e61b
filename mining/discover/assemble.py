"""Groups become findings: named, ranked, with all their evidence."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from crawler.ids import digest
from mining.discover.groups import Group
from mining.discover.items import Item
from mining.discover.modal import Modal, modal_concepts
from mining.discover.naming import Name, make_unique, name_group
from mining.discover.phrases import Phrase, ordered_rows, pick_phrases
from mining.discover.ranking import components, rank_score
from mining.discover.terms import group_terms
from mining.embed.base import Vectors
from mining.people import counted
from mining.records import Evidence, Finding, FindingKind, Shelf


def assemble(
    kind: FindingKind,
    groups: Sequence[Group],
    items: Sequence[Item],
    vectors: Vectors,
    *,
    all_people: int,
    min_people: int,
) -> list[Finding]:
    """Findings of one kind in rank order; ids are still those of their evidence (see lineage)."""
    if not groups:
        return []
    weights = _terms(groups, items, vectors)
    modals = [modal_concepts(group, items) for group in groups]
    phrases = [pick_phrases(kind, group, items, weights[at]) for at, group in enumerate(groups)]
    people = [_people(group, items) for group in groups]
    parts = [components(kind, group, items, all_people) for group in groups]
    order = sorted(range(len(groups)), key=lambda at: (-rank_score(parts[at]), int(groups[at].rows.min())))
    names = [name_group(kind, modals[at], phrases[at], len(people[at])) for at in order]
    unique = make_unique(names, [phrases[at] for at in order])
    return [
        _finding(kind, groups[at], items, vectors, unique[rank], modals[at], parts[at], weights[at], min_people, rank)
        for rank, at in enumerate(order)
    ]


def _terms(groups: Sequence[Group], items: Sequence[Item], vectors: Vectors) -> dict[int, dict[str, float]]:
    rows = [int(row) for group in groups for row in group.membership.members]
    labels = [at for at, group in enumerate(groups) for _ in group.membership.members]
    texts = [items[row].clause.text for row in rows]
    return group_terms(texts, labels, vectors[np.asarray(rows, dtype=np.intp)])


def _people(group: Group, items: Sequence[Item]) -> frozenset[str]:
    return frozenset().union(*(items[int(row)].people for row in group.rows))


def _finding(
    kind: FindingKind,
    group: Group,
    items: Sequence[Item],
    vectors: Vectors,
    name: Name,
    modal: Mapping[str, Modal],
    parts: Mapping[str, float],
    weights: Mapping[str, float],
    min_people: int,
    rank: int,
) -> Finding:
    rows = ordered_rows(group, items, vectors)
    people = counted(_people(group, items))
    shelf: Shelf = "main" if people.count >= min_people else "weak"
    return Finding(
        id="f" + digest(kind, *sorted(items[row].clause.id for row in rows)),
        kind=kind,
        title=name.title,
        statement=name.statement,
        slots={axis: _slot(one) for axis, one in modal.items()},
        terms=tuple(list(weights)[:10]),
        people=people.count,
        people_basis=people.basis,
        posts=len({items[row].clause.post_id for row in rows}),
        components=dict(parts),
        stability=None,
        shelf=shelf,
        rank=rank,
        evidence=tuple(_evidence(group, items, row, at) for at, row in enumerate(rows)),
    )


def _slot(one: Modal) -> dict[str, Any]:
    return {
        "concept": one.concept,
        "zh": one.label("zh"),
        "en": one.label("en"),
        "people": one.people,
        "share": one.share,
    }


def _evidence(group: Group, items: Sequence[Item], row: int, rank: int) -> Evidence:
    clause = items[row].clause
    return Evidence(
        clause.id, clause.post_id, clause.post_version, clause.start, clause.end, clause.text,
        items[row].url, round(group.membership.strength[row], 4), rank,
    )  # fmt: skip
