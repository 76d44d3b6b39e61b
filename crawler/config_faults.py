"""What is wrong in a study.toml, in words for whoever wrote it: where, what, and what was probably meant."""

import re
from collections.abc import Iterator, Mapping, Sequence
from difflib import get_close_matches
from typing import Any, get_args

from pydantic import BaseModel, ValidationError

Location = tuple[int | str, ...]
_PLACE = re.compile(r"\(at line (\d+), column (\d+)\)")
_HEADER = re.compile(r"^\s*(\[\[?)\s*([^\[\]#]+?)\s*\]\]?\s*(?:#.*)?$")
_KEY = re.compile(r"^\s*([A-Za-z0-9_-]+|\"[^\"]*\")\s*(?:=|\.)")
_KINDS = {
    "string_type": 'must be a text in quotes ("…")',
    "int_type": "must be a whole number without quotes",
    "int_parsing": "must be a whole number without quotes",
    "int_from_float": "must be a whole number",
    "float_type": "must be a number without quotes",
    "float_parsing": "must be a number without quotes",
    "finite_number": "must be a number that is finite",
    "bool_type": "must be true or false, without quotes",
    "bool_parsing": "must be true or false, without quotes",
    "list_type": 'must be a list: ["…", "…"]',
    "string_too_short": "must not be empty",
}
_BOUNDS = {
    "greater_than_equal": ("ge", "must be {} or more"),
    "less_than_equal": ("le", "must be {} or less"),
    "greater_than": ("gt", "must be more than {}"),
    "less_than": ("lt", "must be less than {}"),
}


def faults(error: ValidationError, root: type[BaseModel], text: str = "") -> list[str]:
    """One line for each fault: `line 12: sources[2].url: …`; the line where `text` shows it."""
    found = []
    for item in error.errors(include_url=False):
        location: Location = tuple(item["loc"])
        line = line_of(text, location)
        place = f"line {line}: " if line else ""
        found.append(f"{place}{key_of(location)}: {_said(item, location, root)}")
    return found


def key_of(location: Location) -> str:
    """The location as one writes it: `sources[2].url`, counted from 0."""
    text = ""
    for part in location:
        text += f"[{part}]" if isinstance(part, int) else f".{part}" if text else str(part)
    return text


def _said(item: Mapping[str, Any], location: Location, root: type[BaseModel]) -> str:
    kind, given = str(item["type"]), item.get("input")
    if kind == "extra_forbidden":
        return _unknown(str(location[-1]), location[:-1], root)
    if kind == "missing":
        return "is missing"
    if kind == "list_type" and isinstance(given, dict):
        return f"there may be several: write [[{location[-1]}]] with two brackets"
    if kind in ("model_type", "model_attributes_type"):
        return f"must be a table: [{key_of(location)}], got {_shown(given)}"
    if kind in _KINDS:
        return f"{_KINDS[kind]}, got {_shown(given)}"
    if kind in _BOUNDS:
        name, words = _BOUNDS[kind]
        return f"{words.format(_number(item['ctx'][name]))}, got {_shown(given)}"
    if kind == "literal_error":
        return _not_one_of(str(item["ctx"]["expected"]), given)
    return str(item["msg"]).removeprefix("Value error, ")


def _not_one_of(expected: str, given: object) -> str:
    words = re.findall(r"'([^']*)'", expected)
    near = get_close_matches(str(given), words, n=1)
    meant = f"; did you mean {near[0]!r}?" if near else ""
    return f"must be one of {', '.join(words)}, got {_shown(given)}{meant}"


def _unknown(key: str, parent: Location, root: type[BaseModel]) -> str:
    """A key that is not there: the nearest one here, or the place where it belongs."""
    model = _model_at(parent, root)
    names = list(model.model_fields) if model else []
    near = get_close_matches(key, names, n=1, cutoff=0.6)
    if near:
        return f"there is no such key; did you mean {near[0]!r}?"
    places = [table for table, other in _tables(root) if key in other.model_fields and other is not model]
    if places:
        return f"there is no such key here; it belongs in {places[0]}"
    return f"there is no such key; there are: {', '.join(names)}"


def _model_at(location: Location, root: type[BaseModel]) -> type[BaseModel] | None:
    model: type[BaseModel] | None = root
    for part in location:
        if isinstance(part, str) and model is not None:
            info = model.model_fields.get(part)
            model = _model_in(info.annotation) if info else None
    return model


def _model_in(annotation: Any) -> type[BaseModel] | None:
    """The model that an annotation (X, X | None, list[X]) is about."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((found for part in get_args(annotation) if (found := _model_in(part))), None)


def _tables(root: type[BaseModel], path: str = "") -> Iterator[tuple[str, type[BaseModel]]]:
    """Every table of the file as one writes its header, outer ones first."""
    inner = [
        (f"{path}.{name}" if path else name, info.annotation, model)
        for name, info in root.model_fields.items()
        if (model := _model_in(info.annotation))
    ]
    for name, annotation, model in inner:
        yield (f"[[{name}]]" if "list[" in str(annotation) else f"[{name}]"), model
    for name, _, model in inner:
        yield from _tables(model, name)


def line_of(text: str, location: Location) -> int | None:
    """The line of a key, or of the table that should have it; None where the text does not show it."""
    best: tuple[int, int] | None = None
    for number, path in _paths(text):
        if path == location[: len(path)] and (best is None or len(path) > best[0]):
            best = (len(path), number)
    return best[1] if best else None


def _paths(text: str) -> Iterator[tuple[int, Location]]:
    """Each line that opens a table or sets a key, with the location that this is."""
    counts: dict[str, int] = {}
    table: Location = ()
    for number, line in enumerate(text.splitlines(), start=1):
        if header := _HEADER.match(line):
            names = [part.strip().strip('"') for part in header.group(2).split(".")]
            if header.group(1) == "[[":
                counts[names[0]] = counts.get(names[0], -1) + 1
            numbered: list[int | str] = [names[0]]
            numbered += [counts[names[0]]] if names[0] in counts else []
            table = (*numbered, *names[1:])
            yield number, table
        elif key := _KEY.match(line):
            yield number, (*table, key.group(1).strip('"'))


def explain_syntax(message: str, text: str) -> str:
    """A TOML syntax error with its line as it stands, and advice where the usual slips are seen."""
    place = _PLACE.search(message)
    if place is None:
        return f"is not valid TOML: {message}"
    number, column = int(place.group(1)), int(place.group(2))
    lines = text.splitlines()
    line = lines[number - 1] if number <= len(lines) else ""
    said = message[: place.start()].strip()
    parts = [f"is not valid TOML: line {number}, column {column}: {said}", f"  {line.strip()[:120]}"]
    advice = _advice(line, said, lines[: number - 1])
    return "\n  ".join([*parts, *([advice] if advice else [])])


def _advice(line: str, said: str, before: Sequence[str]) -> str | None:
    if any(mark in line for mark in "“”‘’"):
        return 'the quotes are typographic ones: use straight quotes "…"'
    if "\\" in line:
        return "a backslash has a meaning in \"…\": write '…' or two backslashes"
    if "Cannot overwrite" in said or "twice" in said or "already" in said:
        return "this key or table stands twice: keep one of them; several sources need [[sources]] each"
    value = line.partition("=")[2].strip()
    if re.match(r"(True|False|TRUE|FALSE|yes|no|on|off)\b", value):
        return "true and false are written in small letters, without quotes"
    if re.match(r"(?!(?:true|false|inf|nan)\b)[A-Za-z\u0080-\uffff]", value):
        return 'a text needs quotes: key = "…"'
    if line.count('"') % 2:
        return "a quote is missing at the end of the text"
    if ":" in line and "=" not in line:
        return "a key and its value are joined by =, not by a colon"
    said_before = [row for row in before if row.strip() and not row.strip().startswith("#")]
    open_before = said_before[-1] if said_before else ""
    if open_before.count("[") > open_before.count("]"):
        return "a list is not closed: ] is missing above"
    return None


def _shown(value: object) -> str:
    text = f"{value!r}" if isinstance(value, str | int | float | bool) else f"a {type(value).__name__}"
    if isinstance(value, bool):
        text = str(value).lower()
    names = {"a dict": "a table", "a date": "a date without quotes", "a datetime": "a date without quotes"}
    return names.get(text, text if len(text) <= 80 else text[:77] + "…")


def _number(value: object) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)
