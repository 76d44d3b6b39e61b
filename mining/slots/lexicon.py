"""The slot lexicon: TOML files beside this module, expanded to terms and held in Aho-Corasick automata.

Terms are matched on the shadow (Simplified, lower case). `{a,b}` in a term gives alternatives; English
verbs of activities and goals get their -s, -ing and -ed forms by rule, irregular ones from a table.

Which lexicon is read is a matter of context: the shipped one, or within `using` a study's own
(mining.slots.own makes it).
"""

import re
import tomllib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from mining.records import SLOT_NAMES

VERB_SLOTS = ("activity", "goal")
_NO_VERBS = frozenset(
    ["a", "an", "as", "at", "for", "from", "in", "my", "not", "of", "on", "the", "to", "without"]
)
_BRACES = re.compile(r"\{([^{}]*)\}")


@dataclass(frozen=True, slots=True)
class Concept:
    """A concept of one slot: its broader concept (`kin`) and its terms per language."""

    id: str
    slot: str
    kin: str
    zh: tuple[str, ...]
    en: tuple[str, ...]
    weak: frozenset[str]


@dataclass(frozen=True, slots=True)
class Term:
    """What a matched term stands for. A weak term counts only beside a word that points at a use.

    A decoy has no concept: it only keeps the terms that lie inside it from being found.
    """

    slot: str
    concept: str
    weak: bool


class Lexicon:
    """Concepts with their terms, and what finds the terms in a text.

    `names`: names [zh, en] of concepts that the table of names does not have. `firm`: terms per language
    that are found even where the shipped decoys have the same words.
    """

    def __init__(
        self,
        concepts: Mapping[str, Concept],
        names: Mapping[str, tuple[str, str]] | None = None,
        firm: Mapping[str, frozenset[str]] | None = None,
    ) -> None:
        self.concepts = dict(concepts)
        self.names = dict(names or {})
        self._firm = dict(firm or {})
        self._automata: dict[str, Any] = {}

    def automaton(self, language: str) -> Any:
        """Aho-Corasick automaton over all terms of "zh" or "en"; values are (length, terms)."""
        if language not in self._automata:
            self._automata[language] = self._built(language)
        return self._automata[language]

    def _built(self, language: str) -> Any:
        import ahocorasick

        terms: dict[str, list[Term]] = {}
        for concept in self.concepts.values():
            for word in concept.zh if language == "zh" else concept.en:
                terms.setdefault(word, []).append(Term(concept.slot, concept.id, word in concept.weak))
        for word in _decoys(language):
            if word not in self._firm.get(language, ()):
                terms[word] = [Term("", "", weak=False)]
        built = ahocorasick.Automaton()
        for word, values in terms.items():
            built.add_word(word, (len(word), tuple(values)))
        built.make_automaton()
        return built


_IN_USE: ContextVar[Lexicon | None] = ContextVar("slot lexicon in use", default=None)


@contextmanager
def using(lexicon: Lexicon) -> Iterator[None]:
    """Within it this lexicon is the one that is read."""
    token = _IN_USE.set(lexicon)
    try:
        yield
    finally:
        _IN_USE.reset(token)


def in_use() -> Lexicon:
    """The lexicon that is read now: the shipped one, unless `using` says otherwise."""
    return _IN_USE.get() or shipped()


def concepts_by_id() -> dict[str, Concept]:
    """Every concept of the lexicon in use; ids are unique over all slots."""
    return in_use().concepts


def automaton(language: str) -> Any:
    """The automaton of the lexicon in use over all terms of "zh" or "en"; values are (length, terms)."""
    return in_use().automaton(language)


@cache
def shipped() -> Lexicon:
    """The lexicon that comes with caifeng."""
    found: dict[str, Concept] = {}
    for slot in SLOT_NAMES:
        for name, entry in read_table(slot).items():
            if name in found:
                raise ValueError(f"slot lexicon: {name} stands in {found[name].slot} and in {slot}")
            found[name] = _concept(name, slot, entry)
    return Lexicon(found)


def _decoys(language: str) -> list[str]:
    text: str = read_table("decoys")["zh" if language == "zh" else "en"]
    return text.split() if language == "zh" else [word.strip() for word in text.split("|")]


@cache
def read_table(name: str) -> dict[str, Any]:
    """One of the TOML files of the lexicon."""
    path = files(__package__) / "lexicon" / f"{name}.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))


def expanded(term: str) -> Iterator[str]:
    """The term with every choice of its braces."""
    match = _BRACES.search(term)
    if match is None:
        yield " ".join(term.split())
        return
    for choice in re.split(r"[,|]", match.group(1)):
        yield from expanded(term[: match.start()] + choice + term[match.end() :])


def inflected(term: str) -> Iterator[str]:
    """An English term with its first word in base form, -s, -ing and -ed form."""
    yield term
    verb, _, rest = term.partition(" ")
    if verb in _NO_VERBS or not verb.isalpha() or verb.endswith(("ing", "s")):
        return
    for form in read_table("irregular").get(verb) or _regular(verb):
        yield f"{form} {rest}" if rest else form


def _regular(verb: str) -> tuple[str, str, str]:
    if verb.endswith("e"):
        return verb + "s", verb[:-1] + "ing", verb + "d"
    if verb.endswith("y") and verb[-2:-1] not in "aeou":
        return verb[:-1] + "ies", verb + "ing", verb[:-1] + "ied"
    doubled = verb + verb[-1] if re.fullmatch(r"[^aeiou]*[aeiou][^aeiouwxy]", verb) else verb
    return verb + ("es" if verb.endswith(("ch", "sh", "x")) else "s"), doubled + "ing", doubled + "ed"


def _concept(name: str, slot: str, entry: dict[str, str]) -> Concept:
    def english(text: str) -> Iterator[str]:
        # alternatives in braces use commas or bars, so split only outside of them
        for term in re.split(r"\|(?![^{]*\})", text):
            for plain in expanded(term.strip()):
                if plain:
                    yield from inflected(plain) if slot in VERB_SLOTS else [plain]

    def chinese(text: str) -> list[str]:
        return [word for term in text.split() for word in expanded(term) if word]

    weak = frozenset([*chinese(entry.get("weak_zh", "")), *english(entry.get("weak_en", ""))])
    zh = tuple(dict.fromkeys([*chinese(entry.get("zh", "")), *chinese(entry.get("weak_zh", ""))]))
    en = tuple(dict.fromkeys([*english(entry.get("en", "")), *english(entry.get("weak_en", ""))]))
    return Concept(name, slot, entry["kin"], zh, en, weak)
