"""Whether a name that a model gave is borne out by the quotes. What is not proven is refused.

A model is a stranger that read words of strangers: its answer may follow an order that stands in a
review. So nothing is believed: quotes must stand in what was sent, letter by letter, and every word with
content must be said by at least 30 % of the members, as that word or as the same concept.
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from mining.discover.keys import keys_of
from mining.facets.lexicon import find_facets, kin_of
from mining.llm.evidence import Case
from mining.llm.words import content_words
from mining.normalise import HAN_PATTERN, shadow
from mining.records import KINDS

SUPPORT = 0.3
LONGEST = {"zh": 60, "en": 120}
MIN_QUOTE = 2  # characters: less proves nothing
_FENCE = re.compile(r"^\s*```(?:json)?\s*|\s*```\s*$")
_QUOTED = re.compile(r"[“\"「『《](.+?)[”\"」』》]")
_UNFIT = re.compile(r"https?:|www\.|[<>{}\[\]|`@\\]|[\x00-\x1f\x7f\u200b-\u200f\u2028-\u202e\u2066-\u2069]")
_LATIN = re.compile(r"[a-z0-9][a-z0-9']*")


class Refused(Exception):
    """The name is not taken; `reason` is a word for the run's counts."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class ModelName:
    """Titles that passed, by language; a language whose title did not pass is missing."""

    titles: Mapping[str, str]


def check(answer: str, case: Case, taken: frozenset[str]) -> ModelName:
    """The name in an answer. `taken` are titles of other findings. Raises Refused.

    The title in the language of the quotes must pass; the other may fail alone, since its words need
    concepts that the lexicons know in both languages.
    """
    data = _parsed(answer)
    _check_quotes(data.get("quotes"), case)
    titles: dict[str, str] = {}
    for language in (case.language, "en" if case.language == "zh" else "zh"):
        try:
            titles[language] = _title(data.get(f"title_{language}"), language, case, taken)
        except Refused:
            if language == case.language:
                raise
    return ModelName(titles)


def _parsed(answer: str) -> dict[str, Any]:
    try:
        data = json.loads(_FENCE.sub("", answer))
    except (ValueError, RecursionError) as error:
        raise Refused("invalid_json") from error
    if not isinstance(data, dict):
        raise Refused("invalid_json")
    return data


def _check_quotes(quotes: Any, case: Case) -> None:
    if not isinstance(quotes, list) or not quotes or not all(isinstance(one, str) for one in quotes):
        raise Refused("no_quotes")
    for quote in quotes:
        _check_quoted(quote, case)


def _check_quoted(quote: str, case: Case) -> None:
    text = quote.strip()
    if len(text) < MIN_QUOTE or not any(text in sent for sent in case.quotes):
        raise Refused("invented_quote")


def _title(title: Any, language: str, case: Case, taken: frozenset[str]) -> str:
    if not isinstance(title, str) or not title.strip():
        raise Refused("no_title")
    text = title.strip()
    if len(text) > LONGEST[language] or _UNFIT.search(text):
        raise Refused("unfit_title")
    if bool(HAN_PATTERN.search(text)) != (language == "zh"):
        raise Refused("wrong_language")
    for quoted in _QUOTED.findall(text):
        _check_quoted(quoted, case)
    if text.casefold() in taken:
        raise Refused("not_unique")
    if not any(content_words(text)):
        raise Refused("says_nothing")
    support = _Support(case.members)
    words = content_words(_without_known(text, support))
    if not all(support.enough(word) for word in words):
        raise Refused("unsupported_word")
    return text


def _without_known(title: str, support: "_Support") -> str:
    """The title without phrases that name an object, failure or wish which enough members name."""
    left = title
    for hit in find_facets(title):
        if support.enough_concept(f"{hit.axis}:{hit.id}"):
            left = f"{left[: hit.start]}{' ' * (hit.end - hit.start)}{left[hit.end :]}"
    return left


class _Support:
    """How many members say a word: literally, in another form, or as the same concept."""

    def __init__(self, members: Sequence[str]) -> None:
        self._texts = [shadow(text).text for text in members]
        self._stems = [{_stem(word) for word in _LATIN.findall(text)} for text in self._texts]
        self._keys = [_concepts(text) for text in members]

    def enough(self, word: str) -> bool:
        """Whether at least 30 % of the members say the word."""
        return self._share(word) >= SUPPORT

    def enough_concept(self, key: str) -> bool:
        """Whether at least 30 % of the members name the concept."""
        return sum(key in keys for keys in self._keys) >= SUPPORT * max(1, len(self._keys))

    def _share(self, word: str) -> float:
        literal, concepts = HAN_PATTERN.search(word), _concepts(word)
        said = 0
        for text, stems, keys in zip(self._texts, self._stems, self._keys, strict=True):
            same = word in text if literal else _stem(word) in stems
            said += bool(same or concepts & keys)
        return said / max(1, len(self._texts))


def _concepts(text: str) -> frozenset[str]:
    """All concepts that a text names, whatever the kind, and the wider ones that they belong to."""
    language = "zh" if HAN_PATTERN.search(text) else "en"
    keys = frozenset().union(*(keys_of(kind, text, language) for kind in KINDS))
    return keys | {kin_of(key) for key in keys}


def _stem(word: str) -> str:
    """An English word without its commonest endings: enough to know waits, waited and waiting as one."""
    for ending in ("'s", "ing", "ed", "es", "s"):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word[: -len(ending)].rstrip("e")
    return word.rstrip("e") if len(word) > 3 else word
