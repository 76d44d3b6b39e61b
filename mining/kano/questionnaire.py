"""The KANO questionnaire: a pair of questions for each feature, in an order that the seed decides."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from unicodedata import category

from crawler.errors import ImportProblem
from crawler.importing.bounded import open_bytes, open_text
from crawler.importing.encodings import detect_stream
from crawler.importing.files import open_table
from crawler.importing.rows import BadRow
from mining.kano.table import Answer
from mining.kano.wording import FormLanguage, PairForm, in_language, scale, wording

ADVISED_FEATURES = 15  # more than that tire people: two questions each
_HINT = "a text file with one feature a line, or a table with the columns feature, zh, en (form may follow)"
_COLUMNS = ("feature", "zh", "en", "form")


@dataclass(frozen=True, slots=True)
class Feature:
    """What is asked about. `form` "presence": it is there or not; "quality": it is done well or badly."""

    id: str
    name_zh: str
    name_en: str
    form: PairForm = "presence"


@dataclass(frozen=True, slots=True)
class Pair:
    """The questions about one feature; each holds one text a language."""

    feature: Feature
    name: str
    functional: tuple[str, ...]
    dysfunctional: tuple[str, ...]
    importance: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Questionnaire:
    """Pairs in the order in which they are asked, and the five answers as they are printed."""

    language: FormLanguage
    seed: int
    pairs: tuple[Pair, ...]
    answers: dict[Answer, str]
    with_importance: bool


def make_questionnaire(
    features: Sequence[Feature], *, language: FormLanguage, seed: int, with_importance: bool = False
) -> Questionnaire:
    """The questionnaire. The same features and seed give the same order, however the features came."""
    order = sorted(features, key=lambda feature: feature.id)
    random.Random(seed).shuffle(order)
    pairs = tuple(_pair(feature, language) for feature in order)
    return Questionnaire(language, seed, pairs, scale(language), with_importance)


def _pair(feature: Feature, language: FormLanguage) -> Pair:
    names = {"zh": feature.name_zh, "en": feature.name_en}
    pair = wording()["pairs"][feature.form]
    filled = {key: text.replace("{name}", names[key.rpartition("_")[2]]) for key, text in pair.items()}
    asked = {code: text.replace("{name}", names[code]) for code, text in wording()["importance"].items()}
    return Pair(
        feature=feature,
        name=" / ".join(dict.fromkeys(in_language(names, language))),
        functional=tuple(in_language(filled, language, prefix="functional_")),
        dysfunctional=tuple(in_language(filled, language, prefix="dysfunctional_")),
        importance=tuple(in_language(asked, language)),
    )


def read_features(path: Path) -> list[Feature]:
    """The features of a text file (one a line) or of a table. Raises ImportProblem."""
    features = _from_lines(path) if path.suffix.lower() == ".txt" else _from_table(path)
    if not features:
        raise ImportProblem("names no feature", where=str(path), hint=_HINT)
    seen: set[str] = set()
    for feature in features:
        if feature.id in seen:
            raise ImportProblem(f"{feature.id!r} stands there twice", where=str(path), hint="name each once")
        seen.add(feature.id)
    return features


def _from_lines(path: Path) -> list[Feature]:
    if not path.exists():
        raise ImportProblem("there is no such file", where=str(path))
    with open_bytes(path, tolerant=True) as file:
        encoding = detect_stream(file)
    with open_text(path, encoding.name) as text:
        names = [" ".join(line.replace("\ufeff", "").split()) for line in text]
    if any(sign == "\ufffd" or category(sign) == "Cc" for name in names for sign in name):
        raise ImportProblem("is no text", where=str(path), hint=_HINT)
    return [Feature(name, name, name) for name in names if name]


def _from_table(path: Path) -> list[Feature]:
    table = open_table(path)
    unknown = [heading for heading in table.headings if heading.casefold() not in _COLUMNS]
    if unknown:
        raise ImportProblem(
            f"there is a column {unknown[0]!r} that is not known", where=str(path), hint=_HINT
        )
    found = []
    for row in table.rows():
        if isinstance(row, BadRow):
            raise ImportProblem(f"{row.place}: {row.reason}", where=str(path), hint=_HINT)
        cells = {
            key.casefold(): str(cell).strip() for key, cell in row.cells.items() if cell not in (None, "")
        }
        found.append(_feature(cells, f"{path}: {row.place}"))
    return found


def _feature(cells: dict[str, str], where: str) -> Feature:
    """A name that is missing in one language is that of the other; without an id the name is it."""
    name = cells.get("zh") or cells.get("en") or cells.get("feature")
    if not name:
        raise ImportProblem("the feature has no name", where=where, hint=_HINT)
    form = cells.get("form", "presence")
    if form not in ("presence", "quality"):
        raise ImportProblem(f"form cannot be {form!r}", where=where, hint="presence or quality")
    chosen: PairForm = "quality" if form == "quality" else "presence"
    key = cells.get("feature") or name
    return Feature(key, cells.get("zh") or name, cells.get("en") or name, chosen)
