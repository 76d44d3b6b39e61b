"""The words of a block that are its author's: no signs, signatures, quotations, nothing of the page's own."""

import copy
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence

from bs4 import Tag

from spiders.common.html import tag_text, tidy
from spiders.web.fields import Own
from spiders.web.groups import Unit, quotes_in
from spiders.web.marks import DATE
from spiders.web.tree import Node, PageTree, Span
from spiders.web.words import means, only_page_words, words

DROPPED = "data-caifeng-dropped"
UNIT = "data-caifeng-unit"
_COLUMNS = ("div", "td", "dd", "section", "article", "blockquote", "li", "tr", "tbody", "table", "main")
_MOST = 0.65  # of the text of all blocks: where it stands is the body
_ANSWER = re.compile(  # the place's own answer in the same box: from here on another speaks
    r"[【\[(（]?\s*(?:站方|官方|商家|店家|卖家|管理员|客服|掌柜|酒店|物业|版主|单位)\s*(?:的)?(?:答复|回复|回覆|答覆)|"
    r"(?:reply|response|answer) (?:from|by) (?:the )?(?:owner|seller|manager|management|host|shop|team)|"
    r"(?:owner|seller|manager|management|host)(?:'s|’s)? (?:reply|response|answer)", re.IGNORECASE
)  # fmt: skip
_SAME = 0.6  # of the blocks have this line: it is the page's


def bodies(tree: PageTree, blocks: Sequence[Own], signs: Sequence[Iterable[Tag]]) -> list[str]:
    """The text of each block; `signs` are the tags that hold its author, date, title and so on."""
    for block, tags in zip(blocks, signs, strict=True):
        _mark_dropped(tree, block, tags)
    places = _places(tree, blocks)
    texts = [_lines(_text(nodes)) for nodes in places]
    same = _same_lines(texts)
    return ["\n".join(_cleaned(lines, same)) for lines in texts]


def mark_units(blocks: Iterable[Unit]) -> None:
    """Leave accepted blocks out of the text of those they stand in."""
    for unit in blocks:
        for node in unit.nodes:
            node.tag[UNIT] = "1"


def drop(tag: Tag) -> None:
    """Leave a tag out of every text that is read later."""
    tag[DROPPED] = "1"


def _mark_dropped(tree: PageTree, block: Own, tags: Iterable[Tag]) -> None:
    alone = block.unit.nodes[0].tag if len(block.unit.nodes) == 1 else None
    for tag in tags:
        if tag is not alone:
            drop(tag)
    for node in reversed(block.unit.nodes[1:]):  # a run may end in links of the page's
        if tree.weight((node.start, node.end)) > tree.linked((node.start, node.end)):
            break
        drop(node.tag)
    quotes = quotes_in(block.unit)
    quoted = [node for node in quotes if not any(start <= node.start < end for start, end in block.spans)]
    for node in quoted:
        drop(node.tag)
    for node in block.unit.nodes:
        for tag in node.tag.find_all(True):
            if (tag.name == "button" or means(tag, "signature")) and not means(tag, "post"):
                drop(tag)


def _places(tree: PageTree, blocks: Sequence[Own]) -> list[tuple[Node, ...]]:
    """Where the words stand in each block: as deep in columns as nearly all of them go."""
    here: list[tuple[Node, ...]] = [block.unit.nodes for block in blocks]
    for _ in range(12):
        step = _step(tree, blocks, here)
        if step is None:
            break
        here = step
    return here


_Kind = tuple[str, frozenset[str], int]


def _step(
    tree: PageTree, blocks: Sequence[Own], here: Sequence[tuple[Node, ...]]
) -> list[tuple[Node, ...]] | None:
    """One column deeper: into the one that holds nearly all text of all blocks; None where there is none."""
    weights: Counter[_Kind] = Counter()
    found: dict[_Kind, dict[int, Node]] = defaultdict(dict)
    total = 0
    for number, nodes in enumerate(here):
        spans = blocks[number].spans
        for kind, node in _inner(nodes):
            weight = _weight(tree, node, spans)
            total += weight
            weights[kind] += weight
            found[kind][number] = node
        total += _bare_weight(tree, nodes[0], spans) if len(nodes) == 1 else 0
    if not weights:
        return None
    best, weight = weights.most_common(1)[0]
    if best[0] not in _COLUMNS or len(found[best]) < _SAME * len(here) or weight < _MOST * total:
        return None
    return [(found[best][number],) if number in found[best] else nodes for number, nodes in enumerate(here)]


def _inner(nodes: tuple[Node, ...]) -> Iterator[tuple[_Kind, Node]]:
    """The nodes one step deeper; of equal siblings the first is another column than the second."""
    counts: Counter[tuple[str, frozenset[str]]] = Counter()
    for node in nodes if len(nodes) > 1 else nodes[0].children:
        name = (node.tag.name, node.names)
        counts[name] += 1
        yield (*name, counts[name]), node


def _weight(tree: PageTree, node: Node, spans: Sequence[Span]) -> int:
    if node.tag.get(DROPPED):
        return 0
    lost = sum(_weight_in(tree, inner, spans) for inner in _dropped_in(node))
    return max(0, _weight_in(tree, node, spans) - lost)


def _weight_in(tree: PageTree, node: Node, spans: Sequence[Span]) -> int:
    cuts = [(max(node.start, start), min(node.end, end)) for start, end in spans]
    return sum(tree.weight(cut) - tree.linked(cut) for cut in cuts if cut[0] < cut[1])


def _bare_weight(tree: PageTree, node: Node, spans: Sequence[Span]) -> int:
    """Text that stands in a node itself, beside its children."""
    return max(
        0, _weight_in(tree, node, spans) - sum(_weight_in(tree, child, spans) for child in node.children)
    )


def _dropped_in(node: Node) -> list[Node]:
    found = []
    waiting = list(node.children)
    while waiting:
        inner = waiting.pop()
        if inner.tag.get(DROPPED):
            found.append(inner)
        else:
            waiting.extend(inner.children)
    return found


def _text(nodes: Iterable[Node]) -> str:
    parts = []
    for node in nodes:
        if node.tag.get(DROPPED):
            continue
        clone = copy.copy(node.tag)
        for inner in clone.select(f"[{DROPPED}], [{UNIT}]"):
            if not inner.decomposed:
                inner.decompose()
        for cell in clone.find_all(["td", "th"]):
            cell.append("\n")
        parts.append(tidy(tag_text(clone)))
    return "\n".join(part for part in parts if part)


def _lines(text: str) -> list[str]:
    lines = (line.strip(" |·•–—") if len(line) > 1 else line for line in text.split("\n"))
    return [line for line in lines if line]


def _bare(line: str) -> str:
    return re.sub(r"\d+", "0", line)


def _same_lines(texts: Sequence[Sequence[str]]) -> set[str]:
    """Lines that most blocks of a page have: they are the page's own."""
    if len(texts) < 3:
        return set()
    counts = Counter(bare for lines in texts for bare in {_bare(line) for line in lines})
    return {bare for bare, count in counts.items() if count >= _SAME * len(texts) and len(bare) <= 60}


def _cleaned(lines: Sequence[str], same: set[str]) -> list[str]:
    """Lines without those that are signs or the page's words; one that is nothing else keeps its one word."""
    kept = [
        line for line in lines if _bare(line) not in same and not _is_page_line(line) and not _is_fact(line)
    ]
    others = next((place for place, line in enumerate(kept) if place and _ANSWER.match(line)), None)
    kept = kept[:others]
    if not kept and lines:
        kept = [line for line in lines if re.fullmatch(r"[^\W\d_]{1,8}[.!?。！？~～…]*", line)][:1]
    return kept


def _is_fact(line: str) -> bool:
    """Whether a short line is of a profile: "Posts: 120", "积分：25"."""
    name, colon, _ = line.replace("：", ":").partition(":")
    return bool(colon) and len(line) <= 40 and name.strip().lower() in words("text", "facts")


def _is_page_line(line: str) -> bool:
    rest = DATE.sub("", line)
    return only_page_words(rest) or (rest != line and not re.search(r"[^\W\d_]", rest))
