"""A study's own words for slots: `lexicon.toml` in its folder, laid over the lexicon that comes with caifeng.

    [who.nurse]                              # slot and concept: a new one ...
    label = { zh = "护士", en = "nurse" }
    kin = "people"                           # the broader concept, where there is one
    zh = ["护士", "护士长"]
    en = ["nurse", "ward nurse"]

    [who.mother]                             # ... or one of caifeng's, which gets further terms
    zh = ["老妈子"]

Terms are plain words, found as they stand; English verbs of activities and goals also in their forms.
"""

import hashlib
import re
import tomllib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from crawler.errors import ConfigProblem
from mining.records import SLOT_NAMES
from mining.slots.lexicon import VERB_SLOTS, Concept, Lexicon, inflected, read_table, shipped, using
from mining.slots.matching import shadow_of

FILE = "lexicon.toml"
LANGUAGES = ("zh", "en")
_ID = re.compile(r"[a-z][a-z0-9_]{0,39}")
_HINT = "[who.nurse], then zh = [...] and en = [...]; slots are " + ", ".join(SLOT_NAMES)

Word = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=60)]


class Name(BaseModel):
    """What a concept is called in both languages."""

    model_config = ConfigDict(extra="forbid")
    zh: Word
    en: Word


class Entry(BaseModel):
    """One table of the file."""

    model_config = ConfigDict(extra="forbid")
    label: Name | None = None
    kin: str = ""
    zh: list[Word] = Field(default_factory=list)
    en: list[Word] = Field(default_factory=list)


@contextmanager
def study_lexicon(folder: Path) -> Iterator[None]:
    """Within it texts are read with the study's lexicon. Raises ConfigProblem for a file with faults."""
    with using(load_lexicon(folder)):
        yield


def load_lexicon(folder: Path) -> Lexicon:
    """The lexicon of a study: the shipped one with the study's file over it.

    Raises ConfigProblem that names every fault with its place.
    """
    text = _text(folder)
    return shipped() if text is None else _lexicon(text, str(folder / FILE))


def own_version(folder: Path) -> str:
    """A short hash of what the study's file says, comments aside; "" where it has none, or an empty one.

    Raises ConfigProblem.
    """
    text = _text(folder)
    data = {} if text is None else _parsed(text, str(folder / FILE))
    if not data:
        return ""
    load_lexicon(folder)
    return hashlib.sha256(repr(_sorted(data)).encode()).hexdigest()[:10]


def _text(folder: Path) -> str | None:
    path = folder / FILE
    try:
        return path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        return None
    except OSError as error:
        raise ConfigProblem(f"cannot be read: {error.strerror}", where=str(path)) from error
    except UnicodeDecodeError as error:
        raise ConfigProblem("is not UTF-8 text", where=str(path), hint="save it as UTF-8") from error


def _parsed(text: str, where: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigProblem(f"is not valid TOML: {error}", where=where, hint=_HINT) from error


def _sorted(value: Any) -> Any:
    return sorted((key, _sorted(inner)) for key, inner in value.items()) if isinstance(value, dict) else value


@lru_cache(maxsize=8)
def _lexicon(text: str, where: str) -> Lexicon:
    """Kept by what the file says: its automata are built once."""
    entries, faults = _entries(_parsed(text, where))
    known = shipped().concepts
    kin = {*read_table("labels")["kin"], *known, *(name for _, name in entries)}
    for (slot, name), entry in entries.items():
        faults += [f"{slot}.{name}{fault}" for fault in _faults(name, entry, kin)]
    found, firm = dict(known), {language: set[str]() for language in LANGUAGES}
    names: dict[str, tuple[str, str]] = {}
    for (slot, name), entry in entries.items():
        terms = {language: _terms(slot, entry, language) for language in LANGUAGES}
        faults += [f"{slot}.{name}{fault}" for fault in _taken(slot, name, terms, found)]
        found[name] = _over(found.get(name), name, slot, entry.kin, terms)
        for language in LANGUAGES:
            firm[language].update(terms[language])
        if entry.label:
            names[name] = entry.label.zh, entry.label.en
    if faults:
        raise ConfigProblem("\n  ".join(faults), where=where, hint=_HINT)
    return Lexicon(found, names, {language: frozenset(terms) for language, terms in firm.items()})


def _entries(data: Mapping[str, Any]) -> tuple[dict[tuple[str, str], Entry], list[str]]:
    """The tables that have the right form, and the faults of the others."""
    entries: dict[tuple[str, str], Entry] = {}
    faults: list[str] = []
    for slot, tables in data.items():
        if slot not in SLOT_NAMES or not isinstance(tables, dict):
            faults.append(f"{slot}: is no slot, or no table of concepts")
            continue
        for name, table in tables.items():
            try:
                entries[slot, name] = Entry.model_validate(table)
            except ValidationError as error:
                places = ((".".join(map(str, one["loc"])), one["msg"]) for one in error.errors())
                faults += [f"{slot}.{name}{'.' if at else ''}{at}: {message}" for at, message in places]
    return entries, faults


def _faults(name: str, entry: Entry, kin: set[str]) -> Iterator[str]:
    known = shipped().concepts.get(name)
    if not _ID.fullmatch(name):
        yield ": a concept is written with small letters a to z, digits and _, at most 40, a letter first"
    if known is None and entry.label is None:
        yield '.label: a new concept needs a name in both languages: label = { zh = "…", en = "…" }'
    if entry.kin and (entry.kin not in kin or entry.kin == name):
        yield f".kin: {entry.kin!r} is no other concept"
    if not entry.zh and not entry.en:
        yield ": there is no term in zh or en"
    for at, term in enumerate(entry.en):
        if len(term) < 2:
            yield f".en.{at}: {term!r} is too short to mean anything"


def _terms(slot: str, entry: Entry, language: str) -> list[str]:
    """The terms as they stand in a shadow, each once."""
    words = [" ".join(shadow_of(word, language).text.split()) for word in getattr(entry, language)]
    if language == "en" and slot in VERB_SLOTS:
        words = [form for word in words for form in inflected(word)]
    return list(dict.fromkeys(words))


def _taken(
    slot: str, name: str, terms: Mapping[str, list[str]], found: Mapping[str, Concept]
) -> Iterator[str]:
    """An id that another slot has, and terms that another concept of the slot has: one cannot mean two."""
    if name in found and found[name].slot != slot:
        yield f": this concept stands in the slot {found[name].slot} already"
    for language, words in terms.items():
        for other in found.values():
            if other.slot == slot and other.id != name:
                for word in sorted(set(words).intersection(getattr(other, language))):
                    yield f".{language}: {word!r} is a term of {slot}.{other.id} already"
        yield from (f".{language}: a term has no letters or digits" for word in words if not _spoken(word))


def _spoken(word: str) -> bool:
    return any(map(str.isalnum, word))


def _over(
    known: Concept | None, name: str, slot: str, kin: str, terms: Mapping[str, list[str]]
) -> Concept:
    """The concept with these terms; what was weak and stands among them is so no more."""
    if known is None:
        return Concept(name, slot, kin, tuple(terms["zh"]), tuple(terms["en"]), frozenset())
    return replace(
        known,
        kin=kin or known.kin,
        zh=tuple(dict.fromkeys((*known.zh, *terms["zh"]))),
        en=tuple(dict.fromkeys((*known.en, *terms["en"]))),
        weak=known.weak.difference(terms["zh"], terms["en"]),
    )
