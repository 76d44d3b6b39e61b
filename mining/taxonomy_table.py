"""Tags as a table: category -> tag -> sub-tag, with severity and cue words, one row a tag.

The table is what people of a brand edit in a spreadsheet. Reading it back gives the entries of a taxonomy
file; where a cell is empty, what ships under that id stays.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from crawler.errors import ImportProblem
from mining.taxonomy import Entry
from mining.taxonomy_model import Tag, Taxonomy

COLUMNS = (
    "category", "category_zh", "category_en", "tag", "tag_zh", "tag_en", "sub_tag", "sub_tag_zh",
    "sub_tag_en", "severity", "cues_zh", "cues_en", "not_if", "domains", "weight",
)  # fmt: skip
_LISTS = ("cues_zh", "cues_en", "not_if", "domains")
_SPLIT = re.compile(r"\s*[|;；\n]\s*")
_ID = re.compile(r"^[a-z][a-z0-9_]{0,39}$")


def table_rows(taxonomy: Taxonomy) -> Iterator[tuple[str | int | float, ...]]:
    """One row for each tag in the order of COLUMNS; sub-tags follow their tag. Lists are joined by " | "."""
    by_id = {tag.id: tag for tag in taxonomy.tags}
    for category in taxonomy.categories:
        for tag in taxonomy.tags:
            if tag.category == category.id and tag.parent is None:
                names = (category.id, category.name_zh, category.name_en, tag.id, tag.name_zh, tag.name_en)
                yield (*names, "", "", "", *_details(tag))
                for sub in by_id.values():
                    if sub.parent == tag.id:
                        yield (*names, sub.id, sub.name_zh, sub.name_en, *_details(sub))


def _details(tag: Tag) -> tuple[str | int | float, ...]:
    return (tag.severity, *(" | ".join(getattr(tag, name)) for name in _LISTS), tag.weight)


def entries_of_table(
    rows: Iterable[tuple[str, Mapping[str, str]]], *, where: str
) -> dict[str, dict[str, Entry]]:
    """(place such as "row 3", cells by column) -> section -> id -> entry, as a taxonomy file holds them.

    A row without `sub_tag` is a tag; a category is named on any of its rows. Raises ImportProblem naming
    the row for one without ids, a bad id or severity, and for a tag that stands twice.
    """
    categories: dict[str, Entry] = {}
    tags: dict[str, Entry] = {}
    for number, cells in rows:
        given = {name: cells.get(name, "").strip() for name in COLUMNS}
        if not any(given.values()):
            continue
        place = f"{where}, {number}"
        _named(categories, _id(given["category"], "category", place), given, "category", place)
        key = given["sub_tag"] or given["tag"]
        _id(given["tag"], "tag", place)
        if _id(key, "sub_tag", place) in tags and ("category" in tags[key] or not given["sub_tag"]):
            raise ImportProblem(f"the tag {key!r} stands twice", where=place)
        tags[key] = {**_tag(given, place), **_names(given, "sub_tag" if given["sub_tag"] else "tag")}
        tags[key]["id"] = key
    if not tags:
        raise ImportProblem("the table has no tag", where=where, hint=f"columns: {', '.join(COLUMNS)}")
    return {"categories": categories, "tags": tags}


def _tag(given: Mapping[str, str], place: str) -> Entry:
    entry: Entry = {"category": given["category"]}
    if given["sub_tag"]:
        entry["parent"] = given["tag"]
    if given["severity"]:
        entry["severity"] = int(_number(given["severity"], "severity", place))
        if entry["severity"] not in (1, 2, 3):
            raise ImportProblem(f"severity cannot be {given['severity']!r}", where=place, hint="1, 2 or 3")
    if given["weight"]:
        entry["weight"] = _number(given["weight"], "weight", place)
    for name in _LISTS:
        if given[name]:
            entry[name] = [part for part in _SPLIT.split(given[name]) if part]
    return entry


def _named(known: dict[str, Entry], key: str, given: Mapping[str, str], column: str, place: str) -> None:
    entry = known.setdefault(key, {"id": key})
    for name, text in _names(given, column).items():
        if entry.setdefault(name, text) != text:
            raise ImportProblem(f"{column} {key!r} has two names: {entry[name]!r} and {text!r}", where=place)


def _names(given: Mapping[str, str], column: str) -> Entry:
    found = {"name_zh": given[f"{column}_zh"], "name_en": given[f"{column}_en"]}
    return {name: text for name, text in found.items() if text}


def _id(text: str, column: str, place: str) -> str:
    if not _ID.match(text):
        advice = "a short id of small letters, digits and _, such as wifi"
        raise ImportProblem(f"{column} is {text!r}", where=place, hint=advice)
    return text


def _number(text: str, column: str, place: str) -> float:
    try:
        return float(text)
    except ValueError as error:
        raise ImportProblem(f"{column} is no number: {text!r}", where=place) from error


def only_changes(
    entries: Mapping[str, Mapping[str, Entry]], base: Mapping[str, Mapping[str, Entry]]
) -> dict[str, list[Entry]]:
    """What differs from the base, key by key; entries that say nothing new are left out."""
    found: dict[str, list[Entry]] = {}
    for section, mine in entries.items():
        for key, entry in mine.items():
            before = base.get(section, {}).get(key, {})
            changed: dict[str, Any] = {k: v for k, v in entry.items() if k != "id" and before.get(k) != v}
            if changed or not before:
                found.setdefault(section, []).append({"id": key, **changed})
    return found
