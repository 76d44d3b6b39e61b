"""The forms behind e, m, g, v, t, n and the others: in a dialog, or as a page of their own."""

from collections.abc import Sequence

from starlette.responses import Response

from mining.overlay import ShownFinding, with_evidence
from mining.records import KINDS, PHASES
from mining.taxonomy_model import UNASSIGNED
from outputs.queries import load_quotes
from outputs.web.cards import make_cards
from outputs.web.desk import Desk
from outputs.web.page import Page

FORMS = ("rename", "merge", "split", "move", "retype", "note", "ban", "reject", "accept", "park")
CHOICES = 12
MOST_QUOTES = 200


def ask(desk: Desk) -> Response:
    """The form for one action about one finding."""
    what = desk.query("do") if desk.query("do") in FORMS else "rename"
    found = desk.by_id.get(desk.overlay.places().get(desk.path("finding_id"), ""))
    if found is None:
        return desk.render("finding_missing.html.j2", 404, asked=desk.path("finding_id"), traces=[])
    item = with_evidence(desk.store, found) if what == "split" else found
    quotes = load_quotes(desk.store, {"": item.evidence[:MOST_QUOTES]})[""] if what == "split" else []
    return desk.render(
        "ask_form.html.j2" if desk.fragment else "ask.html.j2",
        what=what,
        item=item,
        card=make_cards(desk, [found])[0],
        quotes=quotes,
        kinds=KINDS,
        phases=[(key, desk.label("phase", key)) for key in (*PHASES, UNASSIGNED)],
        phase=desk.primary("phase").get(item.id, UNASSIGNED),
        further=further_places(desk) if what == "move" else [],
        choices=merge_choices(desk, item, desk.query("find")) if what == "merge" else [],
        unlike=unlike(desk, item, desk.query("find")) if what == "merge" else 0,
        find=desk.query("find"),
        back=desk.query("back") or f"/finding/{item.id}",
        journey=desk.query("map") if desk.query("map") in ("as_is", "to_be") else "as_is",
    )


def further_places(desk: Desk) -> list[tuple[str, list[tuple[str, str]]]]:
    """Touchpoints and lenses of the study's taxonomy, as (axis, (key, name)), to move a finding to."""
    taxonomy = desk.names.taxonomy
    axes = (("touchpoint", taxonomy.touchpoints), ("lens", taxonomy.lenses))
    return [(axis, [(one.id, desk.label(axis, one.id)) for one in entries]) for axis, entries in axes]


def choices(desk: Desk) -> Response:
    """The findings to merge into that fit what was typed: the part of the form that changes."""
    item = desk.by_id.get(desk.overlay.places().get(desk.path("finding_id"), ""))
    find = desk.query("find")
    found = merge_choices(desk, item, find) if item else []
    return desk.render("ask_choices.html.j2", choices=found, unlike=unlike(desk, item, find) if item else 0)


def merge_choices(desk: Desk, item: ShownFinding, find: str) -> Sequence[ShownFinding]:
    """Findings of the same kind whose titles hold what was typed; else those most like it in words."""
    alike = [one for one in desk.overlay.shown if one.kind == item.kind and one.reason != "gone"]
    others = [one for one in alike if one.id != item.id]
    if find:
        return [one for one in others if _named(one, find)][:CHOICES]
    mine = words_of(item)
    others.sort(key=lambda one: (-likeness(mine, words_of(one)), one.finding.rank, one.id))
    return others[:CHOICES]


def unlike(desk: Desk, item: ShownFinding, find: str) -> int:
    """How many findings of other kinds fit what was typed: they cannot be merged into as they are."""
    return sum(one.kind != item.kind and _named(one, find) for one in desk.overlay.shown) if find else 0


def _named(item: ShownFinding, find: str) -> bool:
    return find.casefold() in " ".join((*item.title.values(), item.id)).casefold()


def words_of(item: ShownFinding) -> frozenset[str]:
    """Its terms, and two-letter pieces of its titles."""
    titles = " ".join(item.title.values()).casefold()
    return frozenset(item.finding.terms) | {titles[n : n + 2] for n in range(len(titles) - 1)}


def likeness(one: frozenset[str], other: frozenset[str]) -> float:
    """Jaccard index of two sets of words."""
    return len(one & other) / max(1, len(one | other))


PAGE = Page("ask", reads={"/finding/{finding_id}/ask": ask, "/finding/{finding_id}/choices": choices})
