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
    """The items of a page that are no property of another item."""
    tops = [tag for tag in soup.find_all(itemscope=True) if not tag.get("itemprop")]
    return [_item(tag, soup, MAX_DEPTH) for tag in tops]


def _item(scope: Tag, soup: BeautifulSoup, depth: int) -> dict[str, Any]:
    item: dict[str, Any] = {"@type": str(scope.get("itemtype") or "").split()}
    if scope.get("itemid"):
        item["@id"] = str(scope["itemid"])
    if depth <= 0:
        return item
    referred = [soup.find(id=name) for name in str(scope.get("itemref") or "").split()]
    for tag in [
        *_properties(scope),
        *(p for root in referred if isinstance(root, Tag) for p in [root, *_properties(root)]),
    ]:
        for name in str(tag.get("itemprop") or "").split():
            item.setdefault(name, []).append(_value(tag, soup, depth))
    return {
        name: values[0] if name[0] != "@" and len(values) == 1 else values for name, values in item.items()
    }


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


def _value(tag: Tag, soup: BeautifulSoup, depth: int) -> Any:
    if tag.has_attr("itemscope"):
        return _item(tag, soup, depth - 1)
    if tag.has_attr("content"):
        return str(tag["content"])
    attribute = _ATTRIBUTE_OF.get(tag.name)
    if attribute and tag.has_attr(attribute):
        return str(tag[attribute])
    return tidy(tag_text(tag))
