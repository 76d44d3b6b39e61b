"""The form of a new crawl, built from the schema of study.toml: a field there is a field here."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from pydantic import ValidationError

from crawler.config import SourceSection, StudyConfig
from crawler.urls import is_private_host
from outputs.web.forms import Form

# what the schema calls a string, but a browser can help with
_INPUTS: Mapping[str, str] = {"url": "url", "since": "date", "until": "date"}
FIRST = ("url", "source", "subject", "brand_role", "query", "since", "until", "limit")  # the others fold away


@dataclass(frozen=True, slots=True)
class Field:
    """One field: `input` is text, url, date, number, choice or list; `group` is "" or the table it is in."""

    name: str
    group: str
    input: str
    default: str
    choices: tuple[str, ...]
    low: float | None
    high: float | None
    step: str
    required: bool
    description: str

    @property
    def key(self) -> str:
        """Its name in the form, such as "scroll.times"."""
        return f"{self.group}.{self.name}" if self.group else self.name

    @property
    def first(self) -> bool:
        """Whether it is shown at once."""
        return not self.group and self.name in FIRST


def fields() -> list[Field]:
    """The fields of a source: FIRST in that order, then the schema's, those of its tables last."""
    schema = SourceSection.model_json_schema()
    found = list(_fields(schema, schema.get("$defs", {}), ""))
    return sorted(found, key=lambda field: FIRST.index(field.name) if field.first else len(FIRST))


def _fields(schema: Mapping[str, Any], tables: Mapping[str, Any], group: str) -> Iterator[Field]:
    required = set(schema.get("required", ()))
    nested = []
    for name, given in schema["properties"].items():
        entry = _plain(given)
        if "$ref" in entry:
            nested.append((name, tables[entry["$ref"].rpartition("/")[2]]))
            continue
        yield _field(name, group, entry, name in required)
    for name, table in nested:
        yield from _fields(table, tables, name)


def _plain(entry: Mapping[str, Any]) -> dict[str, Any]:
    """A field that may be missing, as the field that it is when it is there."""
    inner = [one for one in entry.get("anyOf", ()) if one.get("type") != "null"]
    return {**entry, **inner[0]} if inner else dict(entry)


def _field(name: str, group: str, entry: Mapping[str, Any], required: bool) -> Field:
    kind = entry.get("type", "string")
    number = kind in ("integer", "number")
    default = entry.get("default")
    return Field(
        name=name,
        group=group,
        input="choice" if "enum" in entry
        else "number" if number
        else "list" if kind == "array"
        else _INPUTS.get(name, "text"),
        default="" if default in (None, []) else str(default),
        choices=tuple(str(one) for one in entry.get("enum", ())),
        low=entry.get("minimum"),
        high=entry.get("maximum"),
        step="1" if kind == "integer" else "any",
        required=required and not group,
        description=str(entry.get("description", "")),
    )  # fmt: skip


def typed(form: Form) -> dict[str, str]:
    """What was typed, by field, to be shown again."""
    return {field.key: form.one(field.key)[:2_000] for field in fields()}


def read_source(form: Form, config: StudyConfig) -> SourceSection | dict[str, str]:
    """The source that a form describes, or field -> what is wrong with it.

    Private addresses are refused here as they are in the crawl, unless study.toml allows them.
    """
    data: dict[str, Any] = {}
    for field in fields():
        text = form.one(field.key)
        if text and text != field.default:
            place = data.setdefault(field.group, {}) if field.group else data
            place[field.name] = text.replace(",", " ").split() if field.input == "list" else text
    try:
        source = SourceSection.model_validate(data)
    except ValidationError as error:
        return {".".join(map(str, one["loc"])): one["msg"] for one in error.errors()}
    if not config.crawl.allow_private and is_private_host(urlsplit(source.url).hostname or ""):
        return {"url": "private"}
    if any((one.source, one.url) == (source.source, source.url) and one != source for one in config.sources):
        return {"url": "known"}
    return source
