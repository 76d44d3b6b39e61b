"""From a page's tree to its posts' blocks: the best candidate first, then what stands inside or around it."""

from bisect import insort
from collections import Counter
from dataclasses import dataclass, field

from bs4 import Tag

from spiders.common.html import classes_of
from spiders.web.groups import Candidate, Unit, candidates
from spiders.web.judge import Judge, Verdict
from spiders.web.tree import PageTree, Span

_MOST_GROUPS = 12
_SINGLE = 5.0  # points of a block that stands alone; more would prefer what it stands in


@dataclass(frozen=True, slots=True)
class Group:
    """Blocks accepted as posts, and how sure that is (0 to 1)."""

    units: tuple[Unit, ...]
    sure: float
    named: bool


@dataclass(slots=True)
class Found:
    """All groups of a page, and the spans of their units, sorted."""

    tree: PageTree
    judge: Judge
    groups: list[Group] = field(default_factory=list)
    spans: list[Span] = field(default_factory=list)


def find_groups(tree: PageTree) -> Found:
    """The groups of posts on a page, best first."""
    found = Found(tree, Judge(tree))
    open_ones = candidates(tree)
    while open_ones and len(found.groups) < _MOST_GROUPS:
        judged = [(verdict, one) for one in open_ones if (verdict := found.judge.verdict(one, found.spans))]
        if not judged:
            break
        verdict, best = max(judged, key=lambda pair: _rank(*pair))
        open_ones.remove(best)
        if _fits(best, found):
            _accept(best, verdict, found)
    for group in list(found.groups):
        _take_in_kin(group, found)
        _take_out_answers(group, found)
    return found


def _take_out_answers(group: Group, found: Found) -> None:
    """Single answers within posts (a shop's, to a review): a part with a second date and words of its own."""
    for unit in group.units:
        spans = found.judge.own(unit, found.spans)
        dates = [mark for mark in found.tree.marks_in(spans) if mark.kind == "date"]
        for mark in dates[1:]:
            if mark.tag is not dates[0].tag and _like(mark.tag, dates[0].tag):
                _take_out(unit, dates[0].at, mark.at, found, group)


def _like(one: Tag, other: Tag) -> bool:
    return one.name == other.name and classes_of(one) == classes_of(other)


def _take_out(unit: Unit, first: int, second: int, found: Found, group: Group) -> None:
    """Accept the smallest part around the second date, but not the first, that has words of its own."""
    around = [n for n in found.tree.nodes if n.start <= second < n.end and not n.start <= first < n.end]
    for node in reversed(around):
        part = Unit((node,))
        if any(_crosses(part.span, span) for span in found.spans) or not _within(part.span, unit.span):
            continue
        opinion = found.judge.opinions([part], found.spans)[0]
        after = found.tree.weight((second, node.end)) - found.tree.weight((second, second + 2))
        if opinion.body >= 2 and after >= 4 and opinion.signs & {"date", "author"}:
            found.groups.append(Group((part,), group.sure, group.named))
            insort(found.spans, part.span)
            return


def _take_in_kin(group: Group, found: Found) -> None:
    """Neighbours of a group that are named otherwise and built alike: the post that opens a thread."""
    builds = Counter(key for unit in group.units for key in _build(unit))
    usual = {key for key, count in builds.items() if count >= 0.5 * len(group.units)}
    parents = {id(above): above for unit in group.units if (above := unit.nodes[0].parent)}
    for node in [child for above in parents.values() for child in above.children]:
        unit = Unit((node,))
        if not usual or any(_crosses(unit.span, span) or _within(unit.span, span) for span in found.spans):
            continue
        own = _build(unit)
        opinion = found.judge.opinions([unit], found.spans)[0]
        telling = len(own & usual) > 1 or any(names for _, names in own & usual)
        if opinion.enough and telling and len(own & usual) >= 0.6 * len(usual):
            found.groups.append(Group((unit,), group.sure, group.named))
            insort(found.spans, unit.span)


def _build(unit: Unit) -> set[tuple[str, frozenset[str]]]:
    """The names and classes of what stands right in a unit and, where that is one column, in it."""
    inner = [child for node in unit.nodes for child in node.children]
    return {(node.tag.name, node.names) for node in inner}


def _rank(verdict: Verdict, candidate: Candidate) -> tuple[float, bool, int]:
    """Many points; of equals blocks that are one tag, then the larger ones, which hold id and author too.

    Where there is but one block, the smallest that says as much: a larger one is what it stands in.
    """
    size = sum(end - start for start, end in candidate.spans)
    whole = all(len(unit.nodes) == 1 for unit in candidate.units)
    if len(candidate.units) == 1:
        return min(verdict.score, _SINGLE), whole, -size
    return verdict.score, whole, size


def _fits(candidate: Candidate, found: Found) -> bool:
    """Whether posts accepted before stay posts when these are taken out of them."""
    if any(_crosses(span, other) for span in candidate.spans for other in found.spans):
        return False
    if not _speak(candidate, found):
        return False
    inside = [g for g in found.groups if any(_within(s, u.span) for s in candidate.spans for u in g.units)]
    for group in inside:
        before = found.judge.opinions(group.units, found.spans)
        after = found.judge.opinions(group.units, sorted([*found.spans, *candidate.spans]))
        if any(one.enough and not other.enough for one, other in zip(before, after, strict=True)):
            return False
    return True


def _speak(candidate: Candidate, found: Found) -> bool:
    """Whether blocks inside of posts are replies: somebody's, or of some time."""
    for unit in candidate.units:
        if any(_within(unit.span, other) for other in found.spans):
            signs = {m.kind for m in found.tree.marks_in([unit.span]) if m.explicit or m.kind == "date"}
            if not signs & {"author", "date"}:
                return False
    return True


def _crosses(one: Span, other: Span) -> bool:
    apart = one[1] <= other[0] or other[1] <= one[0]
    return one == other or not (apart or _within(one, other) or _within(other, one))


def _within(inner: Span, outer: Span) -> bool:
    return outer[0] <= inner[0] and inner[1] <= outer[1] and inner != outer


def _accept(candidate: Candidate, verdict: Verdict, found: Found) -> None:
    opinions = found.judge.opinions(candidate.units, found.spans)
    kept = tuple(
        unit
        for unit, one in zip(candidate.units, opinions, strict=True)
        if one.enough or (one.signs - {"action"} and one.points > 0)
    )
    found.groups.append(Group(kept, verdict.sure, verdict.named))
    for unit in kept:
        insort(found.spans, unit.span)
