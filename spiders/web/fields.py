"""Fields of a block: which of its signs are the author and the date, its id, title and likes."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from bs4 import Tag

from spiders.common.numbers import read_count
from spiders.web.groups import Unit
from spiders.web.marks import DATE, FLOOR, Mark, clean_name
from spiders.web.tree import Node, PageTree, Span
from spiders.web.words import means

_IDS = (
    "data-id",
    "data-comment-id",
    "data-review-id",
    "data-post-id",
    "data-cid",
    "data-pid",
    "data-commentid",
    "data-reviewid",
    "data-key",
)
_NUMBERED_ID = re.compile(r"^(?P<name>[A-Za-z_-]*?)[-_]?(?P<number>\d+)$")
_NUMBER = r"(\d[\d.,]*\s*[万萬kK]?)"
_LIKES = re.compile(
    _NUMBER + r"\s*(?:people|persons?|users?|members?|customers?|人|位)?[^\d\n]{0,12}?"
    r"(?:found this|helpful|likes?\b|upvotes?|votes?\b|points?\b|赞|讚|有用|觉得有用|有帮助|支持)|"
    r"(?:赞|讚|有用|顶|支持|点赞|likes?|helpful|upvotes?|推荐)\s*[(（:：]?\s*" + _NUMBER, re.IGNORECASE
)  # fmt: skip
_FIRST_LEAVES = (
    "b",
    "strong",
    "cite",
    "a",
    "dt",
    "th",
    "td",
    "h3",
    "h4",
    "h5",
    "h6",
    "span",
    "em",
    "i",
    "div",
    "p",
    "small",
    "summary",
)
_DASHED = re.compile(r"^\s*[—–-]{1,2}\s*(.{1,60})$")


@dataclass(frozen=True, slots=True)
class Own:
    """A block, its own spans and the marks in them."""

    unit: Unit
    spans: tuple[Span, ...]
    marks: tuple[Mark, ...]

    def of(self, kind: str) -> list[Mark]:
        """Its marks of a kind."""
        return [mark for mark in self.marks if mark.kind == kind]


def own_of(tree: PageTree, unit: Unit, spans: Sequence[Span]) -> Own:
    """The block with its marks."""
    return Own(unit, tuple(spans), tuple(tree.marks_in(spans)))


def chosen(blocks: Sequence[Own], kind: str) -> list[Mark | None]:
    """For each block the mark that is its author (date): of the slot that most have, named ones first."""
    slots: Counter[Any] = Counter()
    for block in blocks:
        slots.update({_slot(mark) for mark in block.of(kind)})
    chosen_slots = sorted(slots, key=lambda slot: (slot[0], slots[slot]), reverse=True)
    best = [slot for slot in chosen_slots if slots[slot] >= 0.5 * len(blocks)] or chosen_slots
    result: list[Mark | None] = []
    for block in blocks:
        marks = block.of(kind)
        fitting = next((mark for slot in best[:1] for mark in marks if _slot(mark) == slot), None)
        result.append(
            fitting or next((m for m in marks if m.explicit > 0), None) or (marks[0] if marks else None)
        )
    return result


def _slot(mark: Mark) -> Any:
    return mark.explicit, mark.tag.name, tuple(mark.tag.get("class") or ())


def first_name(block: Own) -> tuple[str, Tag] | None:
    """A name that only its place gives away: the first words of the block, or its last after a dash."""
    leaves = [node for node in leaves_of(block) if node.tag.get_text(strip=True)]
    for node in leaves[:2]:
        said = node.tag.get_text(" ", strip=True)
        if (
            node.tag.name in _FIRST_LEAVES
            and len(leaves) > 1
            and not DATE.search(said)
            and not FLOOR.match(said)
        ):
            name = clean_name(said)
            if name and 1 < len(name) <= 30:  # one letter stands for a picture
                return name, node.tag
    for node in reversed(leaves[-2:]):
        said = node.tag.get_text(" ", strip=True)
        dashed = _DASHED.match(said)
        if node.tag.name in ("cite", "footer", "figcaption") or dashed:
            name = clean_name(dashed[1].split(",")[0] if dashed else said.split(",")[0])
            if name:
                return name, node.tag
    return None


def leaves_of(block: Own) -> list[Node]:
    """Tags of a block that hold text and no other tag, and are its own."""
    found = []
    waiting = list(reversed(block.unit.nodes))
    while waiting:
        node = waiting.pop()
        if not any(start <= node.start < end for start, end in block.spans) and node not in block.unit.nodes:
            continue
        if node.children:
            waiting.extend(reversed(node.children))
        else:
            found.append(node)
    return found


def site_id(block: Own) -> str | None:
    """The id that the site gives the block: by an attribute, or by the anchor of a link to it."""
    for node in [*block.unit.nodes, *(c for n in block.unit.nodes for c in n.children[:2])]:
        for name in _IDS:
            value = node.tag.get(name)
            if isinstance(value, str) and re.search(r"\d", value) and len(value) <= 80:
                return value.strip()
        value = node.tag.get("id") or (node.tag.get("name") if node.tag.name == "a" else None)
        if isinstance(value, str) and re.search(r"\d", value) and len(value) <= 80:
            return value.strip()
    return None


def only_counted(ids: Sequence[str | None]) -> bool:
    """Whether ids merely number the blocks of a page from 0 or 1 on: the next page would use them again."""
    numbers = [
        int(found["number"])
        for name in ids
        if name and (found := _NUMBERED_ID.match(name)) and len(found["number"]) < 10
    ]
    return (
        len(numbers) > 0
        and numbers[0] in (0, 1)
        and sorted(numbers) == list(range(min(numbers), min(numbers) + len(numbers)))
    )


def title_of(block: Own, taken: Sequence[Tag]) -> tuple[str, Tag] | None:
    """The heading of a post, which is no sign of another kind."""
    waiting = list(reversed(block.unit.nodes))
    while waiting:
        node = waiting.pop()
        if node not in block.unit.nodes and not any(start <= node.start < end for start, end in block.spans):
            continue
        tag = node.tag
        if (_is_heading(tag) or _stands_alone(node)) and len(node.children) <= 3:
            said = " ".join(tag.get_text(" ").split())
            clear = not means(tag, "body") and all(
                tag is not other and tag not in other.parents and other not in tag.parents for other in taken
            )
            if clear and 1 < len(said) <= 160 and not DATE.fullmatch(said):
                return said, tag
        waiting.extend(reversed(node.children))
    return None


def _is_heading(tag: Tag) -> bool:
    return tag.name in ("h2", "h3", "h4", "h5", "h6") or means(tag, "title")


def _stands_alone(node: Node) -> bool:
    """Whether bold words are a line of their own, and no name of a field or number."""
    tag, parent = node.tag, node.parent
    if tag.name not in ("strong", "b") or parent is None:
        return False
    said = tag.get_text(strip=True)
    if parent.tag.name not in ("div", "header", "section") or len(said) < 2 or said.endswith((":", "：")):
        return False
    beside = any(text.strip() for text in parent.tag.find_all(string=True, recursive=False))
    return not beside and bool(re.search(r"[^\W\d_]", said))


def likes_of(block: Own) -> int | None:
    """How many liked it or found it helpful, where the block says so."""
    for node in leaves_of(block):
        found = _likes_in(node.tag, block)
        if found is None and node.parent is not None and means(node.parent.tag, "likes"):
            found = _likes_in(node.parent.tag, block)  # "<b>14</b> votes"
        if found is not None:
            return found
    return None


def _likes_in(tag: Tag, block: Own) -> int | None:
    said = tag.get_text(" ", strip=True)
    if not said or len(said) > 60 or not re.search(r"\d", said):
        return None
    found = _LIKES.search(said)
    if found:
        return read_count(found[1] or found[2])
    bare = re.fullmatch(r"[^\w]*\d[\d.,]*\s*[万萬kK]?[^\w]*", said)
    if bare and means(tag, "likes") and not any(mark.tag is tag for mark in block.marks):
        return read_count(said)
    return None
