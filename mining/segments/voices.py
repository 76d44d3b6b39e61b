"""Who says what: each post with its people, the groups it belongs to, and the tags and findings it speaks of.

A group is only what is stated: source, product, brand, language, time, attributes that the source gives, and
what people say of themselves. Nothing is inferred of anybody.
"""

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from crawler.store import Store
from crawler.store.runs import current_run
from mining.mappers.place import from_cues
from mining.mappers.signs import spoken
from mining.mappers.tags import Sign, sign_of
from mining.overlay import ShownFinding
from mining.people import Census, load_census
from mining.reading import MAP_STAGE, ensure_tables
from mining.taxonomy_model import Taxonomy

FIELDS: tuple[str, ...] = ("source", "product", "brand", "language", "who", "year", "quarter", "month")
STATED = "stated:"  # before the name of an attribute of the source
LONGEST_VALUE = 60
MOST_VALUES = 40  # an attribute with more values is no grouping

_POSTS = (
    "SELECT posts.id, source, subject, brand_role, language, posted_at, attributes FROM posts"
    " LEFT JOIN duplicates ON duplicates.post_id = posts.id WHERE coalesce(kept, 1) = 1 ORDER BY posts.id"
)
_CLAUSES = (
    "SELECT clauses.id, clauses.post_id, clauses.language, length(clauses.text) AS size, places.cues,"
    " labels.polarity, labels.slots FROM clauses"
    " LEFT JOIN places ON places.clause_id = clauses.id AND places.run_id = ?"
    " LEFT JOIN labels ON labels.clause_id = clauses.id ORDER BY clauses.id"
)


@dataclass(frozen=True, slots=True)
class Voice:
    """One post that is heard. `values` are its groups by field; `tags` how it speaks of what.

    A repeated post is heard once, with all its authors among `people`. `day` is YYYY-MM-DD or None.
    """

    post_id: str
    people: frozenset[str]
    values: Mapping[str, tuple[str, ...]]
    tags: Mapping[str, frozenset[Sign]] = field(default_factory=dict)
    findings: frozenset[str] = frozenset()
    day: str | None = None


@dataclass(frozen=True, slots=True)
class GroupValue:
    """A group that there is: the field, its value, and how many people and posts it has."""

    field: str
    value: str
    people: int
    posts: int


def load_voices(store: Store, taxonomy: Taxonomy, findings: Sequence[ShownFinding] = ()) -> list[Voice]:
    """Every heard post of the study, by id. `findings` need their evidence (see mining.overlay)."""
    ensure_tables(store)
    census = load_census(store)
    heard = _read_clauses(store, taxonomy)
    holders: dict[str, set[str]] = defaultdict(set)
    for item in findings:
        for evidence in item.evidence:
            holders[evidence.post_id].add(item.id)
    return [_voice(row, heard.get(row["id"]) or _Heard(), holders, census) for row in store.rows(_POSTS)]


def list_groups(voices: Iterable[Voice]) -> list[GroupValue]:
    """The groups by field, largest first; attributes with too many values to be groups are left out."""
    people: dict[tuple[str, str], set[str]] = defaultdict(set)
    posts: Counter[tuple[str, str]] = Counter()
    for voice in voices:
        for name, values in voice.values.items():
            for value in values:
                people[name, value] |= voice.people
                posts[name, value] += 1
    sizes = Counter(name for name, _ in people)
    found = [
        GroupValue(name, value, len(who), posts[name, value])
        for (name, value), who in people.items()
        if not (name.startswith(STATED) and sizes[name] > MOST_VALUES)
    ]
    return sorted(found, key=lambda g: (_place(g.field), g.field, *_order(g)))


def in_group(voices: Iterable[Voice], name: str, value: str) -> list[Voice]:
    """The voices that belong to a group."""
    return [voice for voice in voices if value in voice.values.get(name, ())]


def people_in(voices: Iterable[Voice]) -> frozenset[str]:
    """All who speak."""
    return frozenset().union(*(voice.people for voice in voices))


def _place(name: str) -> int:
    return FIELDS.index(name) if name in FIELDS else len(FIELDS)


def _order(group: GroupValue) -> tuple[int, str]:
    """Times in their order, all else by size."""
    return (0, group.value) if group.field in ("year", "quarter", "month") else (-group.people, group.value)


@dataclass
class _Heard:
    """What the clauses of a post say."""

    languages: Counter[str] = field(default_factory=Counter)
    tags: dict[str, set[Sign]] = field(default_factory=lambda: defaultdict(set))
    who: set[str] = field(default_factory=set)


def _read_clauses(store: Store, taxonomy: Taxonomy) -> dict[str, _Heard]:
    band = taxonomy.matching.weights.neutral_band
    known = {tag.id for tag in taxonomy.tags}
    found: dict[str, _Heard] = defaultdict(_Heard)
    for row in store.rows(_CLAUSES, (current_run(store, MAP_STAGE),)):
        heard = found[row["post_id"]]
        heard.languages[row["language"]] += row["size"]
        place = from_cues("", "", json.loads(row["cues"] or "{}"))
        for tag in known & set(place.tags):
            heard.tags[tag].add(sign_of(spoken(place.signs.get(tag), row["polarity"]), band))
        concept = (json.loads(row["slots"] or "{}").get("who") or {}).get("concept")
        if concept:
            heard.who.add(str(concept))
    return found


def _voice(row: Any, heard: _Heard, holders: Mapping[str, set[str]], census: Census) -> Voice:
    day = row["posted_at"][:10] if row["posted_at"] else None
    language = row["language"] or min(
        heard.languages, key=lambda key: (-heard.languages[key], key), default=None
    )
    single = {
        "source": row["source"], "product": row["subject"], "brand": row["brand_role"], "language": language,
        **_times(day), **_stated(json.loads(row["attributes"] or "{}")),
    }  # fmt: skip
    values: dict[str, tuple[str, ...]] = {name: (str(value),) for name, value in single.items() if value}
    if heard.who:
        values["who"] = tuple(sorted(heard.who))
    return Voice(
        post_id=row["id"],
        people=census.people_of(row["id"]),
        values=values,
        tags={tag: frozenset(signs) for tag, signs in sorted(heard.tags.items())},
        findings=frozenset(holders.get(row["id"], ())),
        day=day,
    )


def _times(day: str | None) -> dict[str, str]:
    if day is None or len(day) < 7 or not day[5:7].isdecimal():
        return {"year": day[:4]} if day else {}
    quarter = (int(day[5:7]) + 2) // 3
    return {"year": day[:4], "quarter": f"{day[:4]}-Q{quarter}", "month": day[:7]}


def _stated(attributes: Mapping[str, Any]) -> dict[str, str]:
    """Short words and truth values that the source states; long texts and numbers are no groups."""
    found = {}
    for key, value in attributes.items():
        text = str(value).strip() if isinstance(value, str | bool) else ""
        if text and len(text) <= LONGEST_VALUE:
            found[STATED + key] = text
    return found
