"""Repeated blocks of a page: which parts of it are built alike, and hold what a post holds."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import takewhile

from spiders.web.tree import Node, PageTree, Span
from spiders.web.words import means, tag_parts, words

_BLOCKS = frozenset(
    [
        "article",
        "section",
        "li",
        "div",
        "p",
        "tr",
        "td",
        "dd",
        "dl",
        "table",
        "tbody",
        "blockquote",
        "details",
        "figure",
        "fieldset",
        "main",
        "ol",
        "ul",
        "span",
    ]
)
_HEADS = frozenset(["dt", "h2", "h3", "h4", "h5", "h6", "hr", "tr", "p", "div", "strong", "b", "header"])
_LONGEST_RUN = 12
_LOOKS = frozenset(("bgcolor", "background", "align", "valign", "height", "style"))
_MOST_CANDIDATES = 600


@dataclass(frozen=True, slots=True)
class Unit:
    """Neighbouring nodes that together may be one post."""

    nodes: tuple[Node, ...]

    @property
    def span(self) -> Span:
        """From the first node's start to the last one's end."""
        return self.nodes[0].start, self.nodes[-1].end


@dataclass(frozen=True)
class Candidate:
    """Units that are built alike, in the order of the page."""

    units: tuple[Unit, ...]

    @cached_property
    def spans(self) -> tuple[Span, ...]:
        """The units' spans."""
        return tuple(unit.span for unit in self.units)


def candidates(tree: PageTree) -> list[Candidate]:
    """Everything on the page that is repeated, and single blocks that are named as posts."""
    found: dict[tuple[Span, ...], Candidate] = {}
    for units in [*_alike(tree), *_segments(tree)]:
        candidate = Candidate(tuple(units))
        found.setdefault(candidate.spans, candidate)
    return sorted(found.values(), key=lambda one: -len(one.units))[:_MOST_CANDIDATES]


def _alike(tree: PageTree) -> Iterator[list[Unit]]:
    """Tags of the same name that share a class or all classes or, without any, the place they stand in."""
    groups: dict[tuple[object, ...], list[Node]] = defaultdict(list)
    for node in tree.nodes[1:]:
        name = node.tag.name
        if name not in _BLOCKS or is_quote(node):
            continue
        if node.names:
            groups[name, node.names].append(node)
            for single in node.names:
                groups[name, frozenset([single])].append(node)
        elif name != "span":
            groups[name, id(_named_above(node))].append(node)
    for nodes in groups.values():
        distinct = list(dict.fromkeys(nodes))
        if len(distinct) > 1 or means(distinct[0].tag, "post") or means(distinct[0].tag, "maybe"):
            yield [Unit((node,)) for node in distinct]


def _named_above(node: Node) -> Node | None:
    return next((above for above in node.ancestors() if above.names or _is_word(above.tag.get("id"))), None)


def _is_word(name: object) -> bool:
    """Whether an id names a part of the page, and not one of many."""
    return isinstance(name, str) and not any(c.isdigit() for c in name)


def _segments(tree: PageTree) -> Iterator[list[Unit]]:
    """Runs of siblings that begin alike: dt with its dd, a heading and its paragraphs, two rows."""
    for node in tree.nodes:
        if len(node.children) < 4:
            continue
        by_key: dict[_Key, list[int]] = defaultdict(list)
        for place, child in enumerate(node.children):
            if child.tag.name in _HEADS:
                by_key[_key(child)].append(place)
        for places in by_key.values():
            if 2 <= len(places) <= len(node.children) * 0.6:
                yield _cut(node.children, places)


_Key = tuple[str, frozenset[str], frozenset[str]]


def _key(node: Node) -> _Key:
    """What siblings that begin a run have in common: name, classes, and colours and the like in old pages."""
    return node.tag.name, node.names, frozenset(node.tag.attrs) & _LOOKS


def _cut(children: Sequence[Node], places: Sequence[int]) -> list[Unit]:
    """From each place to the next, without what only few runs have (advertisements in between).

    The last run is as long as the longest other one at the most.
    """
    ends = [*places[1:], len(children)]
    runs = [
        list(children[place : min(end, place + _LONGEST_RUN)])
        for place, end in zip(places, ends, strict=True)
    ]
    runs[-1] = runs[-1][: max(map(len, runs[:-1]))]
    counts = Counter(key for run in runs for key in {_key(node) for node in run})
    usual = {key for key, count in counts.items() if count >= 0.4 * len(runs) or not key[1]}
    return [Unit(tuple(takewhile(lambda node: _key(node) in usual, run))) for run in runs]


def outside(span: Span, taken: Iterable[Span]) -> list[Span]:
    """What is left of a span without those in it (sorted by their start, nested or apart)."""
    left: list[Span] = []
    at = span[0]
    for start, end in taken:
        if end <= at or start < span[0] or (start, end) == span:
            continue
        if start >= span[1]:
            break
        if start > at:
            left.append((at, start))
        at = max(at, end)
    if at < span[1]:
        left.append((at, span[1]))
    return left


def quotes_in(unit: Unit) -> list[Node]:
    """The outermost quotations of others within a unit."""
    found: list[Node] = []
    waiting = list(reversed([child for node in unit.nodes for child in node.children]))
    while waiting:
        node = waiting.pop()
        if is_quote(node):
            found.append(node)
        else:
            waiting.extend(reversed(node.children))
    return found


def is_quote(node: Node) -> bool:
    """Whether a node is a quotation of somebody else."""
    if node.tag.name == "blockquote":
        return not means(node.tag, "post")
    return bool(tag_parts(node.tag) & words("class", "quote")) and node.tag.name in (
        "div",
        "p",
        "fieldset",
        "table",
        "span",
        "details",
    )
