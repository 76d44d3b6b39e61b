"""Names without a language model: labels of concepts that most members share, and verbatim phrases."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from mining.discover.modal import Modal
from mining.discover.phrases import Phrase
from mining.facets.lexicon import trade_of
from mining.records import FindingKind

LANGUAGES = ("zh", "en")
_SITUATION = ("who", "when", "where", "activity", "act")


@dataclass(frozen=True, slots=True)
class Name:
    """Title and statement in each language; every quoted phrase is somebody's own words."""

    title: Mapping[str, str]
    statement: Mapping[str, str]


def name_group(
    kind: FindingKind,
    modal: Mapping[str, Modal],
    phrases: Sequence[Phrase],
    *,
    full: bool = False,
    beside: Sequence[Modal] = (),
) -> Name:
    """The name of one group. With no shared concept the phrases alone are the name.

    It holds no count: counts stand beside it, and change with what people merge. An act of customers
    names a situation by itself; `full` names all that is shared beside it as well. What only some speak
    of (`beside`) stands in the statement, and is said to be that.
    """
    if full:  # one clause may name a hindrance that is none of its own
        modal = {axis: one for axis, one in modal.items() if axis not in ("obstacle", "goal")}
    elif "act" in modal:
        modal = {"act": modal["act"]}
    return Name(
        {language: _title(kind, modal, phrases, language) for language in LANGUAGES},
        {language: _statement(kind, modal, phrases, beside, language) for language in LANGUAGES},
    )


def make_unique(names: Sequence[Name], phrases: Sequence[Sequence[Phrase]]) -> list[Name]:
    """Names whose titles differ: a twin takes its next phrase along, then a number."""
    taken: set[str] = set()
    unique = []
    for name, own in zip(names, phrases, strict=True):
        title = dict(name.title)
        for extra in [*(phrase.text for phrase in own[1:]), *(str(number) for number in range(2, 1000))]:
            if title["zh"] not in taken and title["en"] not in taken:
                break
            words = extra if extra.isdigit() else _words("zh")["quote"].format(phrase=extra)
            title = {language: f"{name.title[language]} · {words}" for language in LANGUAGES}
        taken |= set(title.values())
        unique.append(Name(title, name.statement))
    return unique


def _title(kind: FindingKind, modal: Mapping[str, Modal], phrases: Sequence[Phrase], language: str) -> str:
    words = _words(language)
    label = _capital(_label(kind, modal, language))
    quotes = [words["quote"].format(phrase=phrase.text) for phrase in phrases]
    if not label:
        return words["unnamed"].format(quotes=words["join"].join(quotes[:2]))
    return words["title"].format(label=label, quote=quotes[0]) if quotes else label


def _label(kind: FindingKind, modal: Mapping[str, Modal], language: str) -> str:
    words = _words(language)
    told = {axis: one.label(language) for axis, one in modal.items()}
    if kind == "scenario":
        return words["between"].join(told[axis] for axis in (*_SITUATION, "goal") if axis in told)
    if kind == "need":
        if _of_trade(modal, "wish"):
            told.pop("object", None)
        return _need(words, told)
    if "obstacle" in told:
        of_what = "object" in told and not _of_trade(modal, "obstacle")
        named = of_what and not _says(told["obstacle"], told["object"])
        return words["pain"].format(**told) if named else told["obstacle"]
    return told.get("object", "")


def _of_trade(modal: Mapping[str, Modal], axis: str) -> bool:
    """Whether a word of a trade names it: such a name is whole without the thing that it is about."""
    return axis in modal and bool(trade_of(f"{axis}:{modal[axis].concept}"))


def _says(label: str, of_what: str) -> bool:
    """Whether a label names an object already ("no invoice" says the invoice)."""
    names = (part for part in of_what.lower().replace("、", " ").split(" ") if len(part) > 1)
    return any(name in label.lower() for name in names)


def _need(words: Mapping[str, str], told: Mapping[str, str]) -> str:
    """What is wanted of what; an object that the wish itself names is not said twice."""
    said_twice = "wish" in told and "object" in told and _says(told["wish"], told["object"])
    axes = [axis for axis in ("object", "wish") if axis in told and not (axis == "object" and said_twice)]
    return words["_".join(("need", *axes))].format(**told)


def _statement(
    kind: FindingKind,
    modal: Mapping[str, Modal],
    phrases: Sequence[Phrase],
    beside: Sequence[Modal],
    language: str,
) -> str:
    words = _words(language)
    quotes = words["join"].join(words["quote"].format(phrase=phrase.text) for phrase in phrases)
    said = words["said"].format(quotes=quotes) if quotes else ""
    others = words["join"].join(one.label(language) for one in beside)
    also = words["beside"].format(labels=others) if others else ""
    story = _capital(_story(modal, language) if kind == "scenario" else _label(kind, modal, language))
    end, gap = ("。", "") if language == "zh" else (".", " ")
    return gap.join(part for part in (story and story + end, also, said) if part)


def _story(modal: Mapping[str, Modal], language: str) -> str:
    """Who, when and where, doing what; then the aim and what stands in the way, as far as shared."""
    words = _words(language)
    return words["part_join"].join(
        words[f"part_{axis}"].format(label=modal[axis].label(language))
        for axis in (*_SITUATION, "goal", "obstacle")
        if axis in modal
    )


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


@cache
def _words(language: str) -> dict[str, str]:
    text = files("mining.discover").joinpath("names.toml").read_text(encoding="utf-8")
    return dict(tomllib.loads(text)[language])
