"""Is a repeated block a list of posts? Points for what posts have, against what teasers and products have."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from spiders.web.groups import Candidate, Unit, outside, quotes_in
from spiders.web.marks import Mark, is_byline
from spiders.web.tree import Node, PageTree, Span, weight_of
from spiders.web.words import means, only_page_words, speaks_of

_SIGNS = ("author", "date", "rating", "floor", "action")
_AGAINST = ("price", "headline", "more", "buy")
_SHOWN = ("author", "date", "rating", "floor", "edited")
_SAYS = 16  # weight that blocks without a telling name have on average: shorter ones are rows of lists
LONG = 60  # weight from which a text is a text
_SHARE = 0.6  # of a group's blocks that must look like posts
_NEAR = 3  # ancestors whose names say what a list holds
_WHOLE = 0.6  # a block with more of the page's text is the page, not a part of it


@dataclass(frozen=True, slots=True)
class Opinion:
    """How much a block looks like a post: points, the kinds of signs, and whether that is enough."""

    points: float
    signs: frozenset[str]
    enough: bool
    body: int


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a candidate is worth: the sum of its good blocks' points, and how sure that is (0 to 1)."""

    score: float
    sure: float
    good: int
    named: bool


class Judge:
    """Judges blocks of one page; the posts accepted so far are not counted again within others."""

    def __init__(self, tree: PageTree) -> None:
        self.tree = tree
        self._names: dict[Span, bool] = {}
        self._others: dict[Span, bool] = {}
        self._headings = [
            (node, node.tag.get_text(" ", strip=True)[:80])
            for node in tree.nodes
            if node.tag.name in ("h1", "h2", "h3", "h4", "h5", "h6", "legend", "caption")
            or (
                node.tag.name in ("div", "p", "span", "strong")
                and means(node.tag, "title")
                and not node.children
            )
        ]
        self._places = [node.start for node, _ in self._headings]
        self._whole = max(1, tree.weight((0, tree.root.end)))

    def verdict(self, candidate: Candidate, taken: Sequence[Span]) -> Verdict | None:
        """None when these blocks are no posts."""
        if self.elsewhere(candidate.units[0]):
            return None
        opinions = self.opinions(candidate.units, taken)
        named = self.named(candidate.units[0])
        good = [one for one in opinions if one.enough]
        told = [one for one in opinions if one.body >= 2 or one.signs]
        if not named and sum(one.body for one in good) < _SAYS * len(good):
            return None
        if not good or len(good) < _SHARE * len(told) or (len(candidate.units) == 1 and good[0].points < 5):
            return None
        kinds = sum(len(one.signs) for one in good) / len(good)
        share = len(good) / len(told)
        sure = 0.2 + 0.15 * kinds + 0.1 * named + 0.04 * min(len(good), 5)
        return Verdict(sum(one.points for one in good), round(min(0.95, sure * share), 2), len(good), named)

    def opinions(self, units: Sequence[Unit], taken: Sequence[Span]) -> list[Opinion]:
        """One for each block, by what is its own: without blocks in it that are alike or accepted."""
        others = sorted({*taken, *(unit.span for unit in units)})
        first = units[0]
        kin = first.nodes[0].parent if self.named(first) else None
        return [
            self._opinion(
                unit,
                self.own(unit, others),
                named=self.named(unit) or (kin is not None and unit.nodes[0].parent is kin),
            )
            for unit in units
        ]

    def own(self, unit: Unit, others: Sequence[Span]) -> list[Span]:
        """What of a block is its author's: without other blocks and, if something is left, quotations."""
        spans = outside(unit.span, others)
        quotes = sorted((node.start, node.end) for node in quotes_in(unit))
        if not quotes:
            return spans
        bare = [part for span in spans for part in outside(span, quotes)]
        return bare if self._body(bare, self.tree.marks_in(bare)) >= 2 else spans

    def _opinion(self, unit: Unit, spans: Sequence[Span], *, named: bool) -> Opinion:
        marks = self.tree.marks_in(spans)
        signs = {
            mark.kind for mark in marks if mark.kind in _SIGNS and (mark.kind != "author" or mark.explicit)
        }
        body = self._body(spans, marks)
        kinds = {mark.kind for mark in marks}
        surely = any(means(node.tag, "post") for node in unit.nodes)
        against = sum((1.0 if surely and kind == "headline" else 3.0) for kind in _AGAINST if kind in kinds)
        many = (
            sum(mark.kind == "date" for mark in marks) > 3
            and len({m.value for m in marks if m.kind == "author"}) > 3
        )
        maybe = any(means(node.tag, "maybe") for node in unit.nodes)
        points = 2.0 * len(signs) + (body >= LONG) + named + 0.5 * maybe - against
        proper = len(signs) + named >= 2 and (named or bool(signs - {"date"}))
        linked = sum(self.tree.linked(span) for span in spans) > 0.7 * sum(
            self.tree.weight(span) for span in spans
        )
        says = body >= (2 if named else 4) and not (body < LONG and (linked or _longest_link(marks) > body))
        enough = proper and says and not many and bool(signs) and points >= (3 if named else 4)
        enough = enough and not self.elsewhere(unit)
        return Opinion(points, frozenset(signs), enough, body)

    def _body(self, spans: Sequence[Span], marks: Sequence[Mark]) -> int:
        """Text that is neither link nor sign."""
        said = sum(self.tree.weight(span) - self.tree.linked(span) for span in spans)
        signs = [mark for mark in marks if mark.kind in _SHOWN and mark.tag.name != "a"]
        tags = {id(mark.tag) for mark in signs if mark.words is None}
        shown: Counter[int] = Counter()
        for mark in signs:
            near = [*([mark.tag] if mark.words is not None else []), *list(mark.tag.parents)[:3]]
            if any(id(tag) in tags or tag.name == "a" for tag in near):
                continue  # a name within what is a name already, or in a link, which is no text anyhow
            if mark.words is None:
                shown[id(mark.tag)] = max(shown[id(mark.tag)], _shown(mark))
            else:
                shown[id(mark.words)] += _shown(mark)
        return said - shown.total()

    def named(self, unit: Unit) -> bool:
        """Whether the page calls a block a comment, a review or the like, by class, id or heading."""
        if unit.span not in self._names:
            self._names[unit.span] = self._is_named(unit)
        return self._names[unit.span]

    def _is_named(self, unit: Unit) -> bool:
        if any(means(node.tag, "post") for node in unit.nodes):
            return True
        above = [node for node in list(unit.nodes[0].ancestors())[:_NEAR] if self._is_part(node)]
        if any(means(node.tag, "post") for node in above):
            return True
        return speaks_of(self._heading_before(unit, steps=2), "heading", "posts")

    def elsewhere(self, unit: Unit) -> bool:
        """Whether a block stands in what is not the page's own matter: a side column, a list of teasers."""
        if unit.span not in self._others:
            self._others[unit.span] = self._is_elsewhere(unit)
        return self._others[unit.span]

    def _is_elsewhere(self, unit: Unit) -> bool:
        for node in [*unit.nodes, *unit.nodes[0].ancestors()]:
            if node.tag.name in ("body", "html") or not self._is_part(node):
                break
            if means(node.tag, "other") and not any(means(inner.tag, "post") for inner in unit.nodes):
                return True
        return speaks_of(self._heading_before(unit, steps=1), "heading", "other")

    def _is_part(self, node: Node) -> bool:
        return self.tree.weight((node.start, node.end)) < _WHOLE * self._whole or len(node.children) > 1

    def _heading_before(self, unit: Unit, *, steps: int) -> str:
        """The last heading before a block, if the block stands in the same part, `steps` above it."""
        place = bisect_left(self._places, unit.span[0]) - 1
        if place < 0:
            return ""
        heading, said = self._headings[place]
        above = list(heading.ancestors())[:steps]
        return said if any(node.start <= unit.span[0] < node.end for node in above) else ""


def _shown(mark: Mark) -> int:
    """How much of the page's text a sign is, with the page's words around it ("on 3 May 2026")."""
    said = (mark.tag.get_text(strip=True) if mark.words is None else str(mark.words)).strip()
    if only_page_words(said):
        return 0  # the tree does not count it either
    if mark.words is None:  # a date may stand in an attribute and be shown in other words
        return min(weight_of(mark.value), weight_of(said))
    rest = said.replace(mark.value, "", 1).strip()
    all_of_it = is_byline(mark) or (rest and only_page_words(rest))
    return weight_of(said) if all_of_it else weight_of(mark.value)


def _longest_link(marks: Sequence[Mark]) -> int:
    """The longest text that leads to another page, and is neither author nor date: a title, in lists."""
    named = [mark.tag for mark in marks if mark.kind in ("author", "date")]
    signs = {id(near) for tag in named for near in [tag, *list(tag.parents)[:2]]}
    links = [mark for mark in marks if mark.kind == "link" and id(mark.tag) not in signs]
    return max((weight_of(link.value) for link in links), default=0)
