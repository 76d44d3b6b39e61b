"""Files that known tools write (4CAT, Zeeschuimer, MediaCrawler): known by their columns, read by profile."""

import tomllib
from collections.abc import Mapping as Map
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any

from crawler.errors import UsageProblem
from crawler.records import PostKind

NO_PROFILE = "none"
_INSIDE = ("", "data.")  # Zeeschuimer keeps what the platform sent under "data"
_PLATFORM = ("source_platform", "__import_meta.source_platform")
_PLATFORM_URL = ("source_platform_url", "__import_meta.source_platform_url")
_ALL = "*"


@dataclass(frozen=True, slots=True)
class Profile:
    """How the files of one tool are read; profiles.toml says what each part means."""

    name: str
    kind: PostKind
    fields: Map[str, tuple[str, ...]]
    keep: Map[str, str]
    source: str | None = None
    needs: tuple[str, ...] = ()
    lacks: tuple[str, ...] = ()
    platforms: tuple[str, ...] = ()
    drop: tuple[str, ...] = ()
    zone: str | None = None
    prefix: str = ""
    link: str | None = None
    bare_url: bool = False
    whole_text: bool = False
    in_threads: bool = False
    unescape: bool = False
    kind_column: str | None = None
    kinds: Map[str, PostKind] = field(default_factory=dict)

    def fits(self, headings: Sequence[str], platform: str) -> bool:
        """Whether a file with these headings, from this platform, is one of this tool."""
        if self.platforms:
            return platform in self.platforms
        present = set(headings)
        return present.issuperset(self.needs) and present.isdisjoint(self.lacks)


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns of one file by a profile: `also` are read where the first one is empty."""

    fields: Map[str, str]
    also: Map[str, tuple[str, ...]]
    attributes: Map[str, str]
    left_out: tuple[str, ...]


def find_profile(headings: Sequence[str], rows: Sequence[Map[str, Any]], wish: str | None) -> Profile | None:
    """The profile of a file; `wish` is a name that the user gave, or "none". Raises UsageProblem."""
    if wish == NO_PROFILE:
        return None
    if wish is not None:
        found = [one for one in profiles() if one.name.casefold() == wish.casefold()]
        if not found:
            names = ", ".join(repr(one.name) for one in profiles())
            raise UsageProblem(f"there is no profile {wish!r}", where="--profile", hint=f"none, {names}")
        return found[0]
    platform = _platform(rows)
    return next((one for one in profiles() if one.fits(headings, platform)), None)


def _platform(rows: Sequence[Map[str, Any]]) -> str:
    """What Zeeschuimer says it captured, "" for other files."""
    for row in rows[:50]:
        for name in _PLATFORM:
            if isinstance(row.get(name), str):
                return str(row[name]).removeprefix("www.").lower()
        for name in _PLATFORM_URL:
            if isinstance(row.get(name), str):
                return str(row[name]).partition("://")[2].partition("/")[0].removeprefix("www.").lower()
    return ""


def columns_of(profile: Profile, headings: Sequence[str]) -> Columns:
    """Which columns a file has for the fields of its profile."""
    present = set(headings)
    inside = _INSIDE[any(name.startswith(_INSIDE[1]) for name in headings) and bool(profile.platforms)]
    fields: dict[str, str] = {}
    also: dict[str, tuple[str, ...]] = {}
    for name, candidates in profile.fields.items():
        places = [inside + candidate for candidate in candidates]
        first = next((place for place in places if place in present), None)
        if first is not None:
            fields[name] = first
            also[name] = tuple(place for place in places if place != first)
    used = {*fields.values(), *(place for places in also.values() for place in places)}
    kept = _kept(profile, headings, used, inside)
    left = tuple(h for h in headings if h not in used and h not in kept.values())
    return Columns(fields, also, kept, left)


def _kept(profile: Profile, headings: Sequence[str], used: set[str], inside: str) -> dict[str, str]:
    if _ALL not in profile.keep:
        present = set(headings)
        places = {name: inside + place for name, place in profile.keep.items()}
        return {name: place for name, place in places.items() if place in present}
    return {h: h for h in headings if h not in used and not any(_matches(h, d) for d in profile.drop)}


def _matches(heading: str, pattern: str) -> bool:
    return heading.startswith(pattern[:-1]) if pattern.endswith(_ALL) else heading == pattern


@cache
def profiles() -> tuple[Profile, ...]:
    """All profiles, in the order in which they are tried."""
    text = files("crawler.importing").joinpath("profiles.toml").read_text(encoding="utf-8")
    return tuple(_read(entry) for entry in tomllib.loads(text)["profile"])


def _read(entry: dict[str, Any]) -> Profile:
    lists: dict[str, Any] = {
        name: tuple(entry[name]) for name in ("needs", "lacks", "platforms", "drop") if name in entry
    }
    fields = {name: tuple(columns) for name, columns in entry["fields"].items()}
    told: dict[str, Any] = {**entry, **lists, "fields": fields}
    return Profile(**told)
