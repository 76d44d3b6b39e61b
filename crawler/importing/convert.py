"""A row of a file as a raw post, by the mapping."""

import html
import json
import math
import re
from collections.abc import Mapping as Map
from dataclasses import dataclass
from typing import Any

from crawler.importing.mapping import Mapping
from crawler.importing.ratings import Scale, parse_count, parse_rating
from crawler.importing.shaping import parent_of, shaped
from crawler.records import BrandRole, PostKind, RawPost

# left in a table by a page that escaped once too often: who wrote the words typed the character
_ENTITY = re.compile(r"&(?:#\d{2,6}|#x[0-9a-fA-F]{2,5}|amp|quot|lt|gt|apos|nbsp);")
_MISSING = frozenset(("nan", "null", "none", "n/a", "#n/a"))


@dataclass(frozen=True, slots=True)
class Converter:
    """Turns rows of one file into raw posts of one source.

    `blank_is_absent`: in CSV and XLSX an empty cell says nothing; in JSON "" is a value.
    """

    source: str
    mapping: Mapping
    scale: Scale | None
    blank_is_absent: bool
    kind: PostKind = "review"
    subject: str | None = None
    brand_role: BrandRole | None = None

    def post(self, cells: Map[str, Any]) -> RawPost:
        """The raw post of one row; what a field cannot hold stays visible as an attribute."""
        attributes = self._attributes(cells)
        rating, low, high = self._rating(cells, attributes)
        native_id = self._text(cells, "id")
        parent = parent_of(self._text(cells, "parent"), native_id)
        post = RawPost(
            source=self.source,
            kind="reply" if parent else self.kind,
            body=_typed(self._text(cells, "text") or ""),
            native_id=native_id,
            url=self._text(cells, "url"),
            thread_id=self._text(cells, "thread"),
            parent_id=parent,
            subject=self._text(cells, "subject") or self.subject,
            brand_role=self.brand_role,
            title=None if (title := self._text(cells, "title")) is None else _typed(title),
            rating=rating,
            rating_min=low,
            rating_max=high,
            likes=self._likes(cells, attributes),
            author=self._text(cells, "author"),
            posted_at_raw=self._text(cells, "date"),
            edited_at=self._text(cells, "edited"),
            language=self._text(cells, "language"),
            attributes=attributes,
        )
        profile = self.mapping.profile
        return shaped(post, profile, cells) if profile else post

    def _cell(self, cells: Map[str, Any], field: str) -> Any:
        heading = self.mapping.fields.get(field)
        value = None if heading is None else cells.get(heading)
        if not self._absent(value):
            return value
        others = (cells.get(other) for other in self.mapping.also.get(field, ()))
        return next((other for other in others if not self._absent(other)), None)

    def _absent(self, value: Any) -> bool:
        if isinstance(value, float) and math.isnan(value):
            return True
        return value is None or (self.blank_is_absent and isinstance(value, str) and not value.strip())

    def _text(self, cells: Map[str, Any], field: str) -> str | None:
        value = self._cell(cells, field)
        if value is None or isinstance(value, str):
            missing = field != "text" and value is not None and value.strip().lower() in _MISSING
            return None if missing else value
        if isinstance(value, float) and value.is_integer() and abs(value) < 2**53:
            return str(int(value))
        return str(value) if isinstance(value, int | float) else _joined(value)

    def _attributes(self, cells: Map[str, Any]) -> dict[str, Any]:
        found = {name: cells.get(heading) for name, heading in self.mapping.attributes.items()}
        return {name: value for name, value in found.items() if not self._absent(value)}

    def _rating(
        self, cells: Map[str, Any], attributes: dict[str, Any]
    ) -> tuple[float | None, float | None, float | None]:
        value = self._cell(cells, "rating")
        parsed = parse_rating(value)
        if parsed is None:
            if value is not None:
                attributes[self.mapping.fields["rating"]] = value
            return None, None, None
        rating, stated = parsed
        if stated is not None and (self.scale is None or stated != self.scale.high):
            return rating, min(1.0, rating), stated
        return (rating, self.scale.low, self.scale.high) if self.scale else (rating, None, None)

    def _likes(self, cells: Map[str, Any], attributes: dict[str, Any]) -> int | None:
        value = self._cell(cells, "likes")
        found = parse_count(value)
        if found is None and value is not None:
            attributes[self.mapping.fields["likes"]] = value
        return found


def _typed(text: str) -> str:
    return html.unescape(text) if _ENTITY.search(text) else text


def _joined(value: Any) -> str:
    """A list of strings as lines, anything else as JSON."""
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        return "\n".join(value)
    try:
        return json.dumps(value, ensure_ascii=False)
    except (ValueError, RecursionError):
        return ""
