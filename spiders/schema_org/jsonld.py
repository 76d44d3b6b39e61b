"""JSON-LD of a page: every script by itself, @graph flattened, @id references resolved."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from html import unescape
from typing import Any

from bs4 import BeautifulSoup

from spiders.common.json import NotJson, read_json

MAX_DEPTH = 60
Node = Mapping[str, Any]


@dataclass(slots=True)
class Markup:
    """The top-level nodes of a page, all nodes by @id, and what could not be read."""

    roots: list[Node] = field(default_factory=list)
    by_id: dict[str, Node] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)

    def resolve(self, value: Any) -> Any:
        """What a bare {"@id": …} refers to, where the page has it; everything else as it is."""
        if isinstance(value, dict) and set(value) == {"@id"} and isinstance(value["@id"], str):
            return self.by_id.get(value["@id"], value)
        return value


def types_of(node: Any) -> frozenset[str]:
    """Types of a node without their vocabulary's address: "http://schema.org/Review" is "Review"."""
    if not isinstance(node, dict):
        return frozenset()
    found = node.get("@type")
    names = found if isinstance(found, list) else [found]
    return frozenset(
        n.rsplit("/", 1)[-1].rsplit("#", 1)[-1].removeprefix("schema:") for n in names if isinstance(n, str)
    )


def read_jsonld(soup: BeautifulSoup) -> Markup:
    """All JSON-LD of a page. A script that cannot be read is named in `problems` and loses only itself."""
    markup = Markup()
    scripts = [s for s in soup.find_all("script") if "ld+json" in str(s.get("type") or "").lower()]
    for number, script in enumerate(scripts, 1):
        text = script.get_text().strip()
        if not text:
            continue
        try:
            value = _tolerant(text)
        except NotJson as error:
            markup.problems.append(f"JSON-LD script {number} of {len(scripts)} is broken: {error}")
            continue
        markup.roots.extend(_flattened(value))
    for node in markup.roots:
        _index(node, markup.by_id, MAX_DEPTH)
    return markup


def _tolerant(text: str) -> Any:
    bare = text.removeprefix("<!--").removesuffix("-->").strip()
    bare = (
        bare.removeprefix("//<![CDATA[").removesuffix("//]]>").removeprefix("<![CDATA[").removesuffix("]]>")
    )
    try:
        return read_json(bare)
    except NotJson:
        if "&quot;" not in bare:
            raise
        return read_json(unescape(bare))  # some templates escape the whole script


def _flattened(value: Any) -> Iterator[Node]:
    for item in value if isinstance(value, list) else [value]:
        if isinstance(item, dict):
            graph = item.get("@graph")
            if graph is not None:
                yield from _flattened(graph)
            if graph is None or "@type" in item:
                yield item


def _index(value: Any, by_id: dict[str, Node], depth: int) -> None:
    if depth <= 0:
        return
    if isinstance(value, dict):
        name = value.get("@id")
        if isinstance(name, str) and len(value) > 1:
            by_id.setdefault(name, value)
        for inner in value.values():
            _index(inner, by_id, depth - 1)
    elif isinstance(value, list):
        for inner in value:
            _index(inner, by_id, depth - 1)
