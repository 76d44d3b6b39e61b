"""Taking people out of JSON: persons' objects, names, numbers of accounts, pictures, and masks in texts."""

import re
from collections.abc import Callable, Mapping
from typing import Any

from crawler.cleaning import personal_kind
from crawler.pii import mask
from crawler.snapshots.people import People, people_words

MAX_DEPTH = 60
_TAGS = re.compile(r"<[^>]*>")
_TAG = re.compile(r"<[a-zA-Z/!]")
_SAID = re.compile(r"\s|[\u3400-\u9fff]|@")
_STAY_AWAY = re.compile(r"#no\w+", re.IGNORECASE)
_TAGGED = re.compile(r"author_(.+)")
_ADDRESS = re.compile(r"https?://|at://|//|/|did:")

Markup = Callable[[str], str]


def scrub_value(value: Any, people: People, *, masking: bool, markup: Markup | None = None) -> Any:
    """The value without people. `markup` scrubs strings that hold HTML; else they are masked as text."""
    return _Scrub(people, masking, markup).value(value, "", 0)


class _Scrub:
    def __init__(self, people: People, masking: bool, markup: Markup | None) -> None:
        self._people, self._masking, self._markup = people, masking, markup
        words = people_words()
        self._keys, self._persons, self._numbers = words["keys"], words["persons"], words["numbers"]
        self._pictures, self._harmless = words["pictures"], words["harmless"]

    def value(self, value: Any, key: str, depth: int, *, person: bool = False) -> Any:
        if depth > MAX_DEPTH:
            return None
        if isinstance(value, dict):
            inside = person or key in self._persons or value.get("@type") == "Person"
            return {name: self.value(item, name, depth + 1, person=inside) for name, item in value.items()}
        if isinstance(value, list):
            return [self.value(item, key, depth + 1, person=person) for item in value]
        if isinstance(value, str):
            return self._text(value, key, person=person)
        if isinstance(value, int) and not isinstance(value, bool):
            return self._number(value, key, person=person)
        return value

    def _text(self, text: str, key: str, *, person: bool) -> str:
        if not text or text in self._people.protected:
            return text
        tagged = _TAGGED.fullmatch(text) if text.startswith("author_") else None
        if tagged:
            return f"author_{self._people.token(tagged[1])}"
        known = self._people.exact(text)
        if known is not None and (not text.isdigit() or person or key in self._numbers):
            return known
        if key in self._pictures:
            return ""
        if key in self._keys:
            return self._people.token(text)
        if person:
            return self._of_person(text, key)
        if _ADDRESS.match(text):
            return self._people.within(text)
        return self._words(text, key) if self._masking else self._markup_only(text)

    def _of_person(self, text: str, key: str) -> str:
        """What an object says about a person: its kind stays, a name becomes a token, the rest goes."""
        if key in self._harmless:
            return text
        if key == "note":  # a profile may ask robots to stay away
            return " ".join(_STAY_AWAY.findall(_TAGS.sub("", text)))
        if key in ("name", "id", "@id", "identifier", "did", "actor_id", "ap_id", "uri"):
            return self._people.token(text)
        return ""

    def _words(self, text: str, key: str) -> str:
        kind = personal_kind(key) if key else None
        if kind is not None and kind != "name":
            return f"[{kind}]"
        if self._markup is not None and _TAG.search(text):
            return self._markup(text)
        if not _SAID.search(text):
            return text
        return mask(text).text

    def _markup_only(self, text: str) -> str:
        return self._markup(text) if self._markup is not None and _TAG.search(text) else text

    def _number(self, value: int, key: str, *, person: bool) -> Any:
        if value > 0 and (key in self._numbers or (person and key in ("id", "user_id", "account_id"))):
            return int(self._people.token(str(value)))
        return value


def note_references(value: Any, people: People) -> None:
    """In linked data an author may be a reference to a person elsewhere: both ends get the same token."""
    persons = people_words()["persons"]
    stack: list[tuple[Any, bool]] = [(value, False)]
    while stack:
        item, person = stack.pop()
        if isinstance(item, list):
            stack.extend((inner, person) for inner in item)
        elif isinstance(item, dict):
            person = person or item.get("@type") == "Person"
            name = item.get("@id")
            if person and isinstance(name, str) and name:
                people.add_reference(name)
            stack.extend((inner, person or key in persons) for key, inner in item.items())


def texts_of(value: Mapping[str, Any] | list[Any]) -> str:
    """All strings of a JSON value in one, for looking a name up."""
    found: list[str] = []
    stack: list[Any] = [value]
    while stack:
        item = stack.pop()
        if isinstance(item, dict):
            stack.extend(item.values())
        elif isinstance(item, list):
            stack.extend(item)
        elif isinstance(item, str | int) and not isinstance(item, bool):
            found.append(str(item))
    return "\n".join(found)
