"""From a page's tree to its posts' blocks: the best candidate first, then what stands inside or around it."""

from bisect import insort
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
    return found


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
        if one.enough or (one.body >= 2 and one.signs and one.points > 0)
    )
    found.groups.append(Group(kept, verdict.sure, verdict.named))
    for unit in kept:
        insort(found.spans, unit.span)
