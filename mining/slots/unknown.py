"""Words that fill a slot and that no concept is known for: candidates for a study's own lexicon."""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from crawler.store import Store
from mining.lens import BLOCK, Lens, load_lens
from mining.people import Census, census_of
from mining.reading import ensure_tables
from mining.slots.lexicon import read_table
from mining.slots.matching import shadow_of

LEAST = 3  # people who say a wording before it is worth a word in the lexicon
QUOTES = 3
_PUNCTUATION = " \t\r\n.,;:!?\"'()[]{}…-–—/&，。；：！？、“”‘’（）《》~～·"
_CLAUSES = (
    "SELECT clauses.id, post_id, post_version, start, clauses.text, language, slots FROM clauses"
    " JOIN labels ON labels.clause_id = clauses.id WHERE slots LIKE '%\"concept\":\"\"%' ORDER BY clauses.id"
)


@dataclass(frozen=True, slots=True)
class Said:
    """A span without a concept, with the clause that it stands in; words hidden by people are hidden."""

    slot: str
    language: str
    span: str
    post_id: str
    clause_id: str
    clause: str


@dataclass(frozen=True, slots=True)
class Unknown:
    """A wording that fills a slot in the words of `people`; `quotes` are the first of different people."""

    slot: str
    language: str
    wording: str
    people: int
    people_basis: str
    quotes: tuple[Said, ...]


def load_unknown(store: Store, *, slot: str | None = None, least: int = LEAST) -> list[Unknown]:
    """What at least `least` people say in a slot, or in any, and no concept is known for.

    Posts that were set aside (not about us, adverts, duplicates) are left out, and spans with hidden words.
    """
    ensure_tables(store)
    found = [one for one in _said(store, load_lens(store)) if slot in (None, one.slot)]
    return group_unknown(found, census_of(store, {one.post_id for one in found}), least=least)


def group_unknown(said: Iterable[Said], census: Census, *, least: int = LEAST) -> list[Unknown]:
    """Spans of one slot, language and wording as one; most people first, then by slot and wording.

    The order of `said` changes nothing.
    """
    groups: dict[tuple[str, str, str], list[Said]] = defaultdict(list)
    for one in sorted(said, key=lambda one: (one.clause_id, one.slot)):
        if wording := wording_of(one.span, one.language):
            groups[one.slot, one.language, wording].append(one)
    found = []
    for key, members in groups.items():
        people = census.count(one.post_id for one in members)
        if people.count >= least:
            found.append(Unknown(*key, people.count, people.basis, _quotes(members, census)))
    return sorted(found, key=lambda one: (-one.people, one.slot, one.language, one.wording))


def wording_of(span: str, language: str) -> str:
    """The span as its shadow without the small words at its ends; "" where nothing is left that says much."""
    text = " ".join(shadow_of(span, language).text.split()).strip(_PUNCTUATION)
    if language == "zh":
        text = _cut(text)
    else:
        words = text.split()
        while words and words[0] in _words("en", "before"):
            words.pop(0)
        while words and words[-1] in _words("en", "after"):
            words.pop()
        text = " ".join(words)
    text = text.strip(_PUNCTUATION)
    empty = text in _words("zh" if language == "zh" else "en", "nothing") or not any(map(str.isalpha, text))
    return "" if empty else text


def _cut(text: str) -> str:
    """Without what stands at the ends, the longest first, as long as two characters are left."""
    changed = True
    while changed and text not in _words("zh", "nothing"):
        changed = False
        for word in _words("zh", "before"):
            if text.startswith(word) and len(text) - len(word) > 1:
                text, changed = text[len(word) :], True
        for word in _words("zh", "after"):
            if text.endswith(word) and len(text) - len(word) > 1:
                text, changed = text[: -len(word)], True
    return text


@cache
def _words(language: str, name: str) -> tuple[str, ...]:
    return tuple(sorted(read_table("unknown")[language][name].split(), key=lambda word: (-len(word), word)))


def _quotes(members: Sequence[Said], census: Census) -> tuple[Said, ...]:
    quotes: list[Said] = []
    heard: set[str] = set()
    for one in members:
        people = census.people_of(one.post_id)
        if heard.isdisjoint(people):
            quotes.append(one)
            heard |= people
    return tuple(quotes[:QUOTES])


def _said(store: Store, lens: Lens) -> Iterator[Said]:
    for row in store.rows(_CLAUSES):
        if row["post_id"] in lens.marks:
            continue
        whole = lens.texts.get((row["post_id"], row["post_version"]))
        text = row["text"] if whole is None else whole[row["start"] : row["start"] + len(row["text"])]
        for slot, filler in json.loads(row["slots"]).items():
            span = text[filler["start"] : filler["end"]]
            if not filler["concept"] and BLOCK not in span:
                yield Said(slot, row["language"], span, row["post_id"], row["id"], text)
