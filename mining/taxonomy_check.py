"""`caifeng taxonomy check`: every fault of a taxonomy at once, instead of the first one only."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any

from crawler.errors import ConfigProblem
from mining.normalise import shadow
from mining.records import PHASES
from mining.taxonomy import (
    DROP,
    SHIPPED,
    dropped,
    entries_of,
    read_toml,
    shipped_entries,
    study_files,
    validate_entry,
)
from mining.taxonomy_model import SECTIONS, Scenes

_SHORTEST = 2  # characters of a Latin cue
_PLACES = ("phases", "touchpoints")  # a cue may belong to one entry only; tags and lenses may share


@dataclass(frozen=True, slots=True)
class Problem:
    """A fault: in which file, and what is wrong with which entry."""

    where: str
    message: str


def check_taxonomy(path: Path) -> list[Problem]:
    """Faults of one file, of a folder of files, or of a study folder's own taxonomies; [] when sound.

    Entries are checked as they stand after they are laid over the shipped entry of the same id.
    """
    files = _files(path)
    if not files and (path / "study.toml").is_file():
        return []  # a study needs none of its own
    if not files:
        return [Problem(str(path), "there is no taxonomy file (*.toml) here")]
    problems = list(chain.from_iterable(_check_file(file) for file in files))
    return problems + _across_files(files)


def _files(path: Path) -> list[Path]:
    if path.is_file():
        return [path]
    if (path / "study.toml").is_file():
        return study_files(path)
    settings = SHIPPED / "matching.toml"
    return sorted(file for file in path.rglob("*.toml") if file != settings)


def _check_file(path: Path) -> Iterator[Problem]:
    where = str(path)
    try:
        data = read_toml(path)
    except ConfigProblem as error:
        yield Problem(where, error.message)
        return
    try:
        for section, ids in dropped(data, where=where).items():
            for key in sorted(set(ids) - set(shipped_entries(section))):
                yield Problem(where, f"drop.{section}: there is no {key!r} to take away")
    except ConfigProblem as error:
        yield Problem(where, error.message)
    for name in sorted(set(data) - {*SECTIONS, "version", "scenes", DROP}):
        yield Problem(where, f"{name}: is no section of a taxonomy (known: {', '.join(SECTIONS)})")
    if not isinstance(data.get("version"), int):
        yield Problem(where, "version: a whole number is missing")
    for section in SECTIONS:
        yield from _check_section(data, section, where)
    if "scenes" in data:
        yield from _check_scenes(data["scenes"], where)


def _check_section(data: Mapping[str, Any], section: str, where: str) -> Iterator[Problem]:
    try:
        entries = entries_of(data, section, where=where)
    except ConfigProblem as error:
        yield Problem(where, error.message)
        return
    base = {} if SHIPPED in Path(where).parents else shipped_entries(section)
    first: dict[str, int] = {}
    for position, entry in enumerate(entries):
        place = f"{section}[{position}]"
        if entry["id"] in first:
            yield Problem(
                where, f"{place}.id: {entry['id']!r} stands already at {section}[{first[entry['id']]}]"
            )
        first.setdefault(entry["id"], position)
        try:
            validate_entry(section, position, {**base.get(entry["id"], {}), **entry}, where=where)
        except ConfigProblem as error:
            for line in error.message.split("\n  "):
                yield Problem(where, line)
    yield from _check_cues(entries, section, where)


def _check_cues(entries: list[dict[str, Any]], section: str, where: str) -> Iterator[Problem]:
    owners: dict[str, str] = {}
    for position, entry in enumerate(entries):
        for cue in _texts(entry):
            folded = shadow(cue.strip()).text
            place = f"{section}[{position}]"
            if len(folded.rstrip("*")) < _SHORTEST and folded.isascii():
                yield Problem(where, f"{place}: the cue {cue!r} is too short to mean anything")
            owner = owners.setdefault(folded, entry["id"])
            if owner != entry["id"] and section in _PLACES:
                yield Problem(where, f"{place}: the cue {cue!r} belongs to {owner!r} already")


def _texts(entry: Mapping[str, Any]) -> list[str]:
    """The cues that are text; a list that is no list was reported with its entry."""
    lists = [entry.get(name) for name in ("cues_zh", "cues_en")]
    return [cue for found in lists if isinstance(found, list) for cue in found if isinstance(cue, str)]


def _check_scenes(value: Any, where: str) -> Iterator[Problem]:
    try:
        scenes = Scenes.model_validate(value)
    except ValueError as error:
        yield Problem(where, f"scenes: {error}")
        return
    placed = [*scenes.pre, *scenes.during, *scenes.post]
    if len(placed) != len(set(placed)) or len(placed) != len(PHASES):
        yield Problem(where, "scenes: each of the six phases must stand in exactly one of pre, during, post")


def _across_files(files: list[Path]) -> list[Problem]:
    """Touchpoints may be shared between shipped domains; every other id stands in one file."""
    owners: dict[tuple[str, str], Path] = {}
    problems = []
    for path in files:
        for section, key in _ids(path):
            owner = owners.setdefault((section, key), path)
            if owner != path and not (section == "touchpoints" and path.parent.name == "domains"):
                problems.append(Problem(str(path), f"{section}: {key!r} stands already in {owner.name}"))
    return problems


def _ids(path: Path) -> set[tuple[str, str]]:
    try:
        data = read_toml(path)
        return {(name, entry["id"]) for name in SECTIONS for entry in entries_of(data, name, where="")}
    except ConfigProblem:  # reported with the file itself
        return set()
