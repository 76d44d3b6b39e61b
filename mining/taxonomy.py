"""Taxonomies: phases, touchpoints, lenses and tags as data, merged for one study.

Shipped files lie in mining/taxonomies; a study's own `taxonomies/*.toml` override them by id:
the keys given replace the shipped ones, the others stay, a new id adds an entry.
"""

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from crawler.errors import ConfigProblem
from mining.taxonomy_model import SECTIONS, Matching, Scenes, Taxonomy, key_of

SHIPPED = Path(__file__).parent / "taxonomies"
GENERAL = "general"
STUDY_FOLDER = "taxonomies"
DROP = "drop"
DROPPABLE = ("touchpoints", "tags", "categories", "facets")
_COMMON = ("phases", "lenses", "facets", "tags")

Entry = dict[str, Any]


@dataclass(frozen=True, slots=True)
class TaxonomyInfo:
    """One shipped file: what it is called, its version, and how many entries each section has."""

    name: str
    version: int
    entries: Mapping[str, int]


def shipped_domains() -> tuple[str, ...]:
    """Names that `domains` in study.toml may hold."""
    return tuple(sorted(path.stem for path in (SHIPPED / "domains").glob("*.toml")))


def list_taxonomies() -> list[TaxonomyInfo]:
    """The shipped taxonomy files, the common ones first, then the domains."""
    return [_info(path) for path in shipped_files()]


def shipped_files() -> list[Path]:
    """The shipped files with entries, the common ones first, then the domains by name."""
    common = [SHIPPED / f"{name}.toml" for name in _COMMON]
    return [*common, *sorted((SHIPPED / "domains").glob("*.toml"))]


def _info(path: Path) -> TaxonomyInfo:
    data = read_toml(path)
    name = f"domains/{path.stem}" if path.parent.name == "domains" else path.stem
    return TaxonomyInfo(name, int(data.get("version", 0)), {s: len(data[s]) for s in SECTIONS if s in data})


def load_taxonomy(domains: Sequence[str] = (), study_folder: Path | None = None) -> Taxonomy:
    """The merged taxonomy of a study; without a domain the general one is used.

    Two domains that name the same touchpoint share it (cues are joined, the names are those of the
    domain named first). A cue that two touchpoints claim stays with the domain named first; the
    study's own files come before all. Raises ConfigProblem, naming the file and the entry as
    `touchpoints[3].cues_zh: …`.
    """
    names = tuple(dict.fromkeys(domains)) or (GENERAL,)
    sections: dict[str, dict[str, Entry]] = {name: {} for name in SECTIONS}
    for stem in _COMMON:
        _overlay(sections, SHIPPED / f"{stem}.toml")
    scenes, versions = _add_domains(sections, names)
    for path in study_files(study_folder):
        _claim_cues(sections, _overlay(sections, path))
    _keep_tags(sections, names)
    shared = {name: int(read_toml(SHIPPED / f"{name}.toml")["version"]) for name in _COMMON}
    return _built(sections, scenes, names, {**shared, **versions})


def study_files(folder: Path | None) -> list[Path]:
    """The study's own taxonomy files, by name."""
    return sorted((folder / STUDY_FOLDER).glob("*.toml")) if folder else []


def _built(
    sections: Mapping[str, Mapping[str, Entry]],
    scenes: Scenes,
    names: tuple[str, ...],
    versions: Mapping[str, int],
) -> Taxonomy:
    for section, entries in sections.items():
        for position, entry in enumerate(entries.values()):
            validate_entry(section, position, entry, where=f"merged taxonomy of {', '.join(names)}")
    matching = Matching.model_validate(read_toml(SHIPPED / "matching.toml"))
    lists = {name: list(entries.values()) for name, entries in sections.items()}
    try:
        return Taxonomy.model_validate(
            {**lists, "domains": names, "scenes": scenes, "matching": matching, "versions": dict(versions)}
        )
    except ValidationError as error:
        raise ConfigProblem(problems_text(error), where="taxonomy") from error


def _overlay(sections: dict[str, dict[str, Entry]], path: Path) -> list[tuple[str, Entry]]:
    """Lay a file's entries over what is there, each checked as soon as it is complete.

    Returns the entries as the file gives them, with their sections.
    """
    data = read_toml(path)
    unknown = sorted(set(data) - {*SECTIONS, "version", "scenes", DROP})
    if unknown:
        raise ConfigProblem(
            f"{unknown[0]}: is no section of a taxonomy", where=str(path), hint=", ".join(SECTIONS)
        )
    for section, ids in dropped(data, where=str(path)).items():
        for key in ids:
            sections[section].pop(key, None)
    laid: list[tuple[str, Entry]] = []
    for section in SECTIONS:
        for position, given in enumerate(entries_of(data, section, where=str(path))):
            known = sections[section].get(given["id"])
            base = shipped_entries(section).get(given["id"], {}) if known is None else known
            merged = {**base, **given}
            validate_entry(section, position, merged, where=str(path))
            sections[section][given["id"]] = merged
            laid.append((section, given))
    return laid


def dropped(data: Mapping[str, Any], *, where: str) -> dict[str, list[str]]:
    """Section -> ids that a file takes away. Raises ConfigProblem for anything else under [drop]."""
    found = data.get(DROP, {})
    if not isinstance(found, dict):
        raise ConfigProblem("drop: write [drop] and below it tags = [...]", where=where)
    for section, ids in found.items():
        if section not in DROPPABLE:
            raise ConfigProblem(
                f"drop.{section}: is nothing that can be dropped", where=where, hint=", ".join(DROPPABLE)
            )
        if not isinstance(ids, list) or not all(isinstance(key, str) for key in ids):
            raise ConfigProblem(f"drop.{section}: must be a list of ids", where=where)
    return found


def _claim_cues(sections: dict[str, dict[str, Entry]], laid: Iterable[tuple[str, Entry]]) -> None:
    """A cue that a study gives to a phase or touchpoint is taken from all others."""
    for section, given in laid:
        claimed = set(all_cues(given))
        if section not in ("phases", "touchpoints") or not claimed:
            continue
        for key, entry in sections[section].items():
            if key != given["id"]:
                kept = {n: [c for c in entry.get(n, []) if c not in claimed] for n in ("cues_zh", "cues_en")}
                sections[section][key] = {**entry, **kept}


def _add_domains(
    sections: dict[str, dict[str, Entry]], names: Sequence[str]
) -> tuple[Scenes, dict[str, int]]:
    scenes: Scenes | None = None
    versions: dict[str, int] = {}
    for name in names:
        path = SHIPPED / "domains" / f"{name}.toml"
        if name not in shipped_domains():
            raise ConfigProblem(
                f"there is no domain {name!r}", where="study.domains", hint=", ".join(shipped_domains())
            )
        data = read_toml(path)
        _join_touchpoints(sections["touchpoints"], entries_of(data, "touchpoints", where=str(path)))
        scenes = scenes or Scenes.model_validate(data["scenes"])
        versions[f"domains/{name}"] = int(data["version"])
    if scenes is None:
        raise ConfigProblem("no domain was named", where="study.domains")
    return scenes, versions


def _join_touchpoints(known: dict[str, Entry], incoming: Iterable[Entry]) -> None:
    taken = {cue: owner for owner, entry in known.items() for cue in all_cues(entry)}
    for entry in incoming:
        own = {
            name: [cue for cue in entry.get(name, []) if taken.get(cue, entry["id"]) == entry["id"]]
            for name in ("cues_zh", "cues_en")
        }
        before = known.get(entry["id"])
        if before is None:
            known[entry["id"]] = {**entry, **own}
        else:
            new: dict[str, list[str]] = {**own, "not_if": list(entry.get("not_if", []))}
            joined = {name: list(dict.fromkeys([*before.get(name, []), *new[name]])) for name in new}
            known[entry["id"]] = {**before, **joined}


def _keep_tags(sections: dict[str, dict[str, Entry]], names: Sequence[str]) -> None:
    """Drop the tags that belong to other domains; the general taxonomy keeps them all."""
    if GENERAL in names:
        return
    sections["tags"] = {
        key: tag
        for key, tag in sections["tags"].items()
        if not tag.get("domains") or set(tag["domains"]) & set(names)
    }


@cache
def shipped_entries(section: str) -> dict[str, Entry]:
    """The shipped entries of a section by id, those of all domains together; not to be changed."""
    found: dict[str, Entry] = {}
    for path in shipped_files():
        for entry in entries_of(read_toml(path), section, where=str(path)):
            found.setdefault(entry["id"], entry)
    return found


def all_cues(entry: Mapping[str, Any]) -> list[str]:
    """The cues of an entry in both languages."""
    return [*entry.get("cues_zh", []), *entry.get("cues_en", [])]


def read_toml(path: Path) -> dict[str, Any]:
    """A TOML file as a dict. Raises ConfigProblem when it cannot be read."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise ConfigProblem(f"cannot be read: {error.strerror}", where=str(path)) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigProblem(f"is not valid TOML: {error}", where=str(path)) from error


def entries_of(data: Mapping[str, Any], section: str, *, where: str) -> list[Entry]:
    """The entries of a section, each with an id. Raises ConfigProblem where one has none."""
    found = data.get(section, [])
    if not isinstance(found, list):
        raise ConfigProblem(f"{section}: write [[{section}]] before each entry", where=where)
    for position, entry in enumerate(found):
        if not isinstance(entry, dict) or not isinstance(entry.get("id"), str) or not entry["id"].strip():
            raise ConfigProblem(f"{section}[{position}].id: each entry needs an id", where=where)
    return found


def validate_entry(section: str, position: int, entry: Mapping[str, Any], *, where: str) -> None:
    """Check one complete entry. Raises ConfigProblem with `section[position].key: message` lines."""
    try:
        SECTIONS[section].model_validate(entry)
    except ValidationError as error:
        raise ConfigProblem(problems_text(error, f"{section}[{position}]"), where=where) from error


def problems_text(error: ValidationError, prefix: str = "") -> str:
    """The errors of a model, one on a line, each with the place of the key."""
    return "\n  ".join(f"{key_of(item['loc'], prefix)}: {item['msg']}" for item in error.errors())
