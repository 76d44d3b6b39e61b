"""A page as numbered nodes, so that the text between any two places is known without walking again."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from bs4 import BeautifulSoup, Tag
from bs4.element import NavigableString, PreformattedString

from spiders.common.html import classes_of
from spiders.web.marks import Mark, marks_of_tag, marks_of_text
from spiders.web.words import means, only_page_words

_OUT = (
    "script, style, template, noscript, head, iframe, object, nav, textarea, select, option, "
    "[hidden], [role=navigation], [role=banner], [role=contentinfo]"
)
_MAX_TAGS = 30_000  # a larger page is read up to here
_INSIDE = ("article", "li", "section", "td", "dd", "blockquote")
MAX_DEPTH = 200

Span = tuple[int, int]


@dataclass(slots=True, eq=False)
class Node:
    """A tag and the numbers between which everything in it lies: start <= number < end."""

    tag: Tag
    start: int
    end: int = 0
    parent: "Node | None" = None
    children: list["Node"] = field(default_factory=list)

    @property
    def names(self) -> frozenset[str]:
        """Class names without their digits: those of equals differ in these only."""
        return frozenset(
            filter(None, ("".join(c for c in name if not c.isdigit()) for name in classes_of(self.tag)))
        )

    def ancestors(self) -> Iterator["Node"]:
        """The node's parent, its parent, and so on."""
        node = self.parent
        while node is not None:
            yield node
            node = node.parent


class PageTree:
    """The nodes of a page in their order, weights of text, and marks."""

    def __init__(self, soup: BeautifulSoup) -> None:
        self.nodes: list[Node] = []
        self.marks: list[Mark] = []
        self._text: list[int] = [0]
        self._linked: list[int] = [0]
        body = soup.body or soup
        self.root = self._walk(body)
        self.marks.sort(key=lambda mark: mark.at)
        self._places = [mark.at for mark in self.marks]

    def weight(self, span: Span) -> int:
        """Text in a span: letters count one, Chinese characters two."""
        return self._text[span[1]] - self._text[span[0]]

    def linked(self, span: Span) -> int:
        """The part of `weight` that stands in links."""
        return self._linked[span[1]] - self._linked[span[0]]

    def marks_in(self, spans: Sequence[Span]) -> list[Mark]:
        """Marks in these spans, in order."""
        found: list[Mark] = []
        for start, end in spans:
            found += self.marks[bisect_left(self._places, start) : bisect_left(self._places, end)]
        return found

    def _walk(self, tag: Tag) -> Node:
        root = Node(tag, 0)
        waiting: list[tuple[Node, Iterator[object], bool]] = []
        self._enter(root)
        waiting.append((root, iter(list(tag.children)), False))
        while waiting:
            node, rest, in_link = waiting[-1]
            child = next(rest, None)
            if child is None:
                node.end = len(self._text) - 1
                waiting.pop()
            elif isinstance(child, Tag):
                if len(self.nodes) < _MAX_TAGS and len(waiting) < MAX_DEPTH:
                    inner = Node(child, len(self._text) - 1, parent=node)
                    node.children.append(inner)
                    self._enter(inner)
                    waiting.append((inner, iter(list(child.children)), in_link or child.name == "a"))
            elif isinstance(child, NavigableString) and not isinstance(child, PreformattedString):
                self._take(child, in_link=in_link)
        return root

    def _enter(self, node: Node) -> None:
        self.nodes.append(node)
        self.marks += marks_of_tag(node.tag, node.start)
        self._count(0, in_link=False)

    def _take(self, text: NavigableString, *, in_link: bool) -> None:
        said = text.strip()
        if said:
            self.marks += marks_of_text(said, text, len(self._text) - 1)
            self._count(0 if only_page_words(said) else weight_of(said), in_link=in_link)

    def _count(self, weight: int, *, in_link: bool) -> None:
        self._text.append(self._text[-1] + weight)
        self._linked.append(self._linked[-1] + (weight if in_link else 0))


def weight_of(text: str) -> int:
    """How much a text says: letters and signs count one, Chinese characters two."""
    return len(text) + sum("\u3400" <= c <= "\u9fff" for c in text)


def stripped(soup: BeautifulSoup) -> BeautifulSoup:
    """The page without what is never a post: scripts, menus, forms' parts, what is hidden. Changes `soup`."""
    for tag in soup.select(_OUT):
        if tag.name not in ("body", "html", "main"):
            tag.decompose()
    for tag in soup.find_all(["header", "footer", "aside"]):
        if not tag.decomposed and not tag.find_parent(_INSIDE) and not means(tag, "post"):
            tag.decompose()
    for tag in soup.find_all(style=True):
        if not tag.decomposed and "display:none" in str(tag["style"]).replace(" ", "").lower():
            tag.decompose()
    return soup
