"""Groups become findings: named, ranked, with all their evidence."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from crawler.ids import digest
from mining.discover.corpus import Corpus
from mining.discover.groups import Group
from mining.discover.innovated import of_words
from mining.discover.items import Item
from mining.discover.measures import measure
from mining.discover.modal import Modal, also_named, modal_concepts
from mining.discover.naming import Name, make_unique, name_group
from mining.discover.phrases import Phrase, ordered_rows, pick_phrases
from mining.discover.ranking import components, rank_score, reading_order
from mining.discover.terms import group_terms
from mining.facets.lexicon import kin_of
from mining.people import counted
from mining.records import Evidence, Finding, FindingKind, Shelf

STORY = 120  # characters


def assemble(
    corpus: Corpus,
    groups: Sequence[Group],
    *,
    shelf: Shelf,
    stable: Sequence[float] = (),
    extra: Sequence[Mapping[str, float]] = (),
) -> list[Finding]:
    """Findings of one shelf in rank order; ids are still those of their evidence (see lineage).

    `stable` holds the stability of each group, where it is known.
    `extra` holds further components for each group; groups that come with them keep their order.
    """
    if not groups:
        return []
    items = corpus.items
    weights = _terms(groups, corpus) if shelf != "innovated" else dict(enumerate(map(_odd_words, groups)))
    measured = [measure(corpus, group.membership.members) for group in groups]
    modals = [modal_concepts(group, items, measured[at].quotes) for at, group in enumerate(groups)]
    quoted = [
        ordered_rows(corpus.kind, group, items, measured[at].quotes, _told(modals[at]))
        for at, group in enumerate(groups)
    ]
    phrases = [
        _story(group, items)
        or pick_phrases(corpus.kind, group, items, weights.get(at, {}), quoted[at])
        or _whole_clause(group, items)
        for at, group in enumerate(groups)
    ]
    parts = [components(corpus, group, measured[at]) for at, group in enumerate(groups)]
    order = list(range(len(groups)))
    if extra:
        parts = [{**own, **more} for own, more in zip(parts, extra, strict=True)]
    else:
        order.sort(key=lambda at: int(groups[at].rows.min()))
        about = [frozenset(map(kin_of, measured[at].what)) for at in order]
        order = [order[at] for at in reading_order([rank_score(parts[at]) for at in order], about)]
    full = shelf == "innovated"
    # whom unusual words make unusual, they name as well: concepts are what others share
    named_by = [{} if full and weights.get(at) else modals[at] for at in range(len(groups))]
    beside = [() if full else also_named(one, corpus, _told(modals[at])) for at, one in enumerate(groups)]
    names = [
        name_group(corpus.kind, named_by[at], phrases[at], full=full, beside=beside[at]) for at in order
    ]
    unique = make_unique(names, [phrases[at] for at in order])
    drafts = [
        Draft(
            groups[at],
            unique[rank],
            modals[at],
            parts[at],
            tuple(weights.get(at, {}))[:10],
            _phrases_first(quoted[at], phrases[at]),
            stable[at] if stable else None,
        )
        for rank, at in enumerate(order)
    ]
    return [_finding(corpus, draft, shelf, rank) for rank, draft in enumerate(drafts)]


def _whole_clause(group: Group, items: Sequence[Item]) -> list[Phrase]:
    """The strongest clause as it is, where none of its parts can stand alone."""
    strength = group.membership.strength
    row = min(strength, key=lambda one: (-strength[one], one))
    return [Phrase(items[row].clause.text, row)]


def _story(group: Group, items: Sequence[Item]) -> list[Phrase]:
    """All that somebody says who alone says it, if it is no longer than a title; empty for what many say."""
    [row, *more] = (int(row) for row in group.rows)
    told_once = not more and bool(_odd_words(group))
    return [Phrase(items[row].clause.text, row)] if told_once and len(items[row].clause.text) <= STORY else []


def _odd_words(group: Group) -> dict[str, float]:
    """The words that make a group unusual, for its phrases and terms; empty where concepts do."""
    names = [signature for signature, _ in group.signatures if signature and of_words(signature)]
    return {key.partition(":")[2]: 1.0 for signature in names for key in signature}


def _told(modal: Mapping[str, Modal]) -> frozenset[str]:
    return frozenset(f"{axis}:{one.concept}" for axis, one in modal.items())


def _phrases_first(rows: Sequence[int], phrases: Sequence[Phrase]) -> list[int]:
    """The clauses whose words stand in the name, then the others."""
    first = [phrase.row for phrase in phrases]
    return [*first, *(row for row in rows if row not in set(first))]


def fresh_id(kind: FindingKind, group: Group, items: Sequence[Item]) -> str:
    """Id of a finding that no earlier run knows: a hash of its kind and its clauses."""
    return "f" + digest(kind, *sorted(items[int(row)].clause.id for row in group.rows))


@dataclass(frozen=True, slots=True)
class Draft:
    """A group with everything that makes it a finding."""

    group: Group
    name: Name
    modal: Mapping[str, Modal]
    components: Mapping[str, float]
    terms: tuple[str, ...]
    rows: Sequence[int]
    stability: float | None


def _terms(groups: Sequence[Group], corpus: Corpus) -> dict[int, dict[str, float]]:
    rows = [int(row) for group in groups for row in group.membership.members]
    labels = [at for at, group in enumerate(groups) for _ in group.membership.members]
    texts = [corpus.items[row].clause.text for row in rows]
    return group_terms(texts, labels, corpus.vectors[np.asarray(rows, dtype=np.intp)])


def _people(group: Group, items: Sequence[Item]) -> frozenset[str]:
    return frozenset().union(*(items[int(row)].people for row in group.rows))


def _finding(corpus: Corpus, draft: Draft, shelf: Shelf, rank: int) -> Finding:
    items = corpus.items
    rows = draft.rows
    people = counted(_people(draft.group, items))
    return Finding(
        id=fresh_id(corpus.kind, draft.group, items),
        kind=corpus.kind,
        title=draft.name.title,
        statement=draft.name.statement,
        slots={axis: _slot(one) for axis, one in draft.modal.items()},
        terms=draft.terms,
        people=people.count,
        people_basis=people.basis,
        posts=len({items[row].clause.post_id for row in rows}),
        components=dict(draft.components),
        stability=draft.stability,
        shelf=shelf,
        rank=rank,
        evidence=tuple(_evidence(draft.group, items, row, at) for at, row in enumerate(rows)),
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
