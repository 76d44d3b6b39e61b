"""The words of the questionnaire, and reading them back."""

import re
import tomllib
import unicodedata
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Literal

from mining.kano.table import ANSWERS, Answer

FormLanguage = Literal["zh", "en", "both"]
PairForm = Literal["presence", "quality"]

_SPACES = re.compile(r"\s+")
_EDGES = " .。,，!！?？;；:：()（）'\"“”"


@cache
def wording() -> Mapping[str, Any]:
    """The whole of wording.toml."""
    return tomllib.loads(Path(__file__).with_name("wording.toml").read_text(encoding="utf-8"))


def in_language(entry: Mapping[str, str], language: FormLanguage, *, prefix: str = "") -> list[str]:
    """The texts of an entry in a language, or in both, Chinese first."""
    languages = ("zh", "en") if language == "both" else (language,)
    return [entry[f"{prefix}{code}"] for code in languages]


def scale(language: FormLanguage) -> dict[Answer, str]:
    """The five answers as they are printed, in order."""
    return {entry["id"]: " / ".join(in_language(entry, language)) for entry in wording()["answers"]}


def folded(text: str) -> str:
    """Text as it is compared: width, case, spaces and outer punctuation do not count."""
    flat = _SPACES.sub(" ", unicodedata.normalize("NFKC", text)).casefold()
    return flat.replace("\u2019", "'").strip(_EDGES)


def read_answer(text: str) -> Answer | None:
    """The answer that a cell means: its words in either language or both, or its number 1 to 5."""
    return _known_answers().get(folded(text))


@cache
def _known_answers() -> Mapping[str, Answer]:
    known: dict[str, Answer] = {str(number): answer for number, answer in enumerate(ANSWERS, start=1)}
    for entry in wording()["answers"]:
        words = (entry["id"], entry["zh"], entry["en"], f"{entry['zh']} / {entry['en']}", *entry["also"])
        known.update(dict.fromkeys(map(folded, words), entry["id"]))
    return known


def known_field(heading: str) -> str | None:
    """The field that a heading of a long table names, or None."""
    for name, headings in wording()["headings"].items():
        if folded(heading) in map(folded, headings):
            return str(name)
    return None


def known_question(heading: str) -> tuple[str, str] | None:
    """(feature, field) that a heading of a wide table asks about: our own questions, or `feature | field`."""
    flat = _SPACES.sub(" ", unicodedata.normalize("NFKC", heading)).strip()
    for field, pattern in _questions():
        found = pattern.fullmatch(flat)
        if found:
            return found["name"].strip(), field
    name, mark, word = flat.replace(":", "|").rpartition("|")
    asked = known_field(word) if mark else None
    if asked in ("functional", "dysfunctional", "importance") and name.strip():
        return name.strip(), asked
    return None


@cache
def _questions() -> tuple[tuple[str, re.Pattern[str]], ...]:
    texts = [
        (key.rpartition("_")[0], text) for pair in wording()["pairs"].values() for key, text in pair.items()
    ]
    texts += [("importance", text) for text in wording()["importance"].values()]
    return tuple((field, _pattern(text)) for field, text in texts)


def _pattern(text: str) -> re.Pattern[str]:
    """A question as a pattern: a number before it, and anything behind the last sign, do not count."""
    before, _, after = unicodedata.normalize("NFKC", text).partition("{name}")
    ending = re.escape(after.strip().rstrip("?"))
    return re.compile(rf"(?:\d+\s*[.、)]?\s*)?{re.escape(before)}(?P<name>.+?){ending}\s*\??")
