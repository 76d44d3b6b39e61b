"""Microdata of a page in the shape of JSON-LD, so that one reader serves both.

WHATWG HTML, section "Microdata": itemscope, itemtype, itemprop, itemref, and where a property's value stands.
"""

from typing import Any

from bs4 import BeautifulSoup, Tag

from spiders.common.html import tag_text, tidy
from spiders.schema_org.jsonld import MAX_DEPTH

_ATTRIBUTE_OF = {
    "meta": "content", "audio": "src", "embed": "src", "iframe": "src", "img": "src", "source": "src",
    "video": "src", "a": "href", "area": "href", "link": "href", "object": "data", "data": "value",
    "meter": "value", "time": "datetime",
}  # fmt: skip


def read_microdata(soup: BeautifulSoup) -> list[dict[str, Any]]:
    """The items of a page that are no property of another item.

    An item that is reached by several ways (itemref) is one and the same dict, and may reach itself.
    """
    reader = _Reader(soup)
    return [reader.item(tag) for tag in soup.find_all(itemscope=True) if not tag.get("itemprop")]


class _Reader:
    """Reads each item once, however often it is referred to."""

    def __init__(self, soup: BeautifulSoup) -> None:
        self._items: dict[int, dict[str, Any]] = {}
        self._by_id: dict[str, Tag] = {}
        for tag in soup.find_all(id=True):
            self._by_id.setdefault(str(tag["id"]), tag)

    def item(self, scope: Tag, depth: int = MAX_DEPTH) -> dict[str, Any]:
        """The item that a tag opens, in the shape of a JSON-LD node."""
        if id(scope) in self._items:
            return self._items[id(scope)]
        item: dict[str, Any] = {"@type": str(scope.get("itemtype") or "").split()}
        self._items[id(scope)] = item
        if scope.get("itemid"):
            item["@id"] = str(scope["itemid"])
        for tag in self._all_properties(scope) if depth > 0 else []:
            for name in str(tag.get("itemprop") or "").split():
                item.setdefault(name.lstrip("@"), []).append(self._value(tag, depth))
        for name, values in item.items():
            if not name.startswith("@") and len(values) == 1:
                item[name] = values[0]
        return item

    def _all_properties(self, scope: Tag) -> list[Tag]:
        found = _properties(scope)
        for name in dict.fromkeys(str(scope.get("itemref") or "").split()):
            root = self._by_id.get(name)
            if root is not None:
                found += [root, *([] if root.has_attr("itemscope") else _properties(root))]
        return found

    def _value(self, tag: Tag, depth: int) -> Any:
        if tag.has_attr("itemscope"):
            return self.item(tag, depth - 1)
        if tag.has_attr("content"):
            return str(tag["content"])
        attribute = _ATTRIBUTE_OF.get(tag.name)
        if attribute and tag.has_attr(attribute):
            return str(tag[attribute])
        return tidy(tag_text(tag))


def _properties(scope: Tag) -> list[Tag]:
    """Tags with itemprop that belong to this scope and to none within it, in the order of the page."""
    found: list[Tag] = []
    waiting = [child for child in reversed(scope.contents) if isinstance(child, Tag)]
    while waiting:
        tag = waiting.pop()
        if tag.get("itemprop"):
            found.append(tag)
        if not tag.has_attr("itemscope"):
            waiting.extend(child for child in reversed(tag.contents) if isinstance(child, Tag))
    return found
