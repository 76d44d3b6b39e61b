"""From a page's tree to its posts' blocks: the best candidate first, then what stands inside or around it."""

from bisect import insort
from collections import Counter
from dataclasses import dataclass, field

from spiders.web.groups import Candidate, Unit, candidates
from spiders.web.judge import Judge, Verdict
from spiders.web.tree import PageTree, Span

_MOST_GROUPS = 12


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
    return found


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
        opinion = found.judge.opinions([unit], found.spans, named=group.named)[0]
        if opinion.enough and len(own & usual) >= 0.6 * len(usual):
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
    return verdict.score, whole, size if len(candidate.units) > 1 else -size


def _fits(candidate: Candidate, found: Found) -> bool:
    """Whether posts accepted before stay posts when these are taken out of them."""
    if any(_crosses(span, other) for span in candidate.spans for other in found.spans):
        return False
    if not _speak(candidate, found):
        return False
    inside = [g for g in found.groups if any(_within(s, u.span) for s in candidate.spans for u in g.units)]
    for group in inside:
        before = found.judge.opinions(group.units, found.spans, named=group.named)
        after = found.judge.opinions(group.units, sorted([*found.spans, *candidate.spans]), named=group.named)
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
    opinions = found.judge.opinions(candidate.units, found.spans, named=verdict.named)
    kept = tuple(
        unit
        for unit, one in zip(candidate.units, opinions, strict=True)
        if one.enough or (one.signs - {"action"} and one.points > 0)
    )
    found.groups.append(Group(kept, verdict.sure, verdict.named))
    for unit in kept:
        insort(found.spans, unit.span)
