"""Who speaks: the segments that the posts themselves show. Nothing is inferred about anybody."""

import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from crawler.store import Store
from mining.people import load_census
from outputs.material.gather import Material
from outputs.material.slots import slot_text

MOST = 8
LEAST = 3  # people; a segment of one or two could be recognised
_LONGEST_VALUE = 40


@dataclass(frozen=True, slots=True)
class Segment:
    """A group of people as posts state it: `axis` source, language, who or an attribute."""

    axis: str
    name: str
    people: int
    posts: int


@dataclass(frozen=True, slots=True)
class Segments:
    """What the posts show of who speaks; `hidden` groups had fewer than three people."""

    rows: tuple[Segment, ...]
    hidden: int

    def of(self, axis: str) -> tuple[Segment, ...]:
        """The segments on one axis, largest first."""
        return tuple(row for row in self.rows if row.axis == axis)


def load_segments(store: Store, material: Material) -> Segments:
    """Sources, languages, whom the scenarios name, and what else posts state (region, age, …)."""
    facts = material.facts
    rows = [Segment("source", str(c.key), c.people, c.posts) for c in facts.sources if c.key]
    rows += [
        Segment("language", material.words.get(f"language.{c.key}", c.key), c.people, c.posts)
        for c in facts.languages
        if c.key
    ]
    rows += _who(material)
    rows += _attributes(store)
    shown = [row for row in rows if row.people >= LEAST]
    return Segments(tuple(_first(shown)), len(rows) - len(shown))


def _first(rows: Iterable[Segment]) -> Iterable[Segment]:
    taken: dict[str, int] = defaultdict(int)
    for row in rows:
        taken[row.axis] += 1
        if taken[row.axis] <= MOST:
            yield row


def _who(material: Material) -> list[Segment]:
    """Whom scenarios name; the largest finding of each name stands for it, so nobody counts twice."""
    found: dict[str, Segment] = {}
    for item in material.findings:
        name = slot_text(item.finding.slots.get("who"), material.language)
        if name and (name not in found or found[name].people < item.finding.people):
            found[name] = Segment("who", name, item.finding.people, item.finding.posts)
    return sorted(found.values(), key=lambda row: (-row.people, row.name))


def _attributes(store: Store) -> list[Segment]:
    """Groups by what sources state beside the text. Long or ever different values are no segments."""
    census = load_census(store)
    posts: dict[tuple[str, str], list[str]] = defaultdict(list)
    for row in store.rows("SELECT id, attributes FROM posts WHERE attributes != '{}' ORDER BY id"):
        for name, value in json.loads(row["attributes"]).items():
            text = " ".join(str(value).split())
            if text and len(text) <= _LONGEST_VALUE and not isinstance(value, dict | list):
                posts[str(name), text].append(row["id"])
    rows = [
        Segment(f"attr.{name}", value, census.count(ids).count, len(ids))
        for (name, value), ids in posts.items()
    ]
    return sorted(rows, key=lambda row: (row.axis, -row.people, row.name))
