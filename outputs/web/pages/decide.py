"""Where every decision arrives: checked against what the reader saw, appended, answered."""

from typing import Any
from urllib.parse import urlencode

from markupsafe import Markup
from starlette.responses import HTMLResponse, Response

from crawler.errors import DecisionProblem
from mining.decision_log import ACTIONS, Decision, list_decisions
from mining.decisions import record
from outputs.queries import version_text
from outputs.web.cards import machine_print, make_cards
from outputs.web.desk import Desk
from outputs.web.forms import Form
from outputs.web.page import Page
from outputs.web.traces import traces

PLAIN = ("zh", "en", "into", "axis", "key", "map", "kind", "text", "as", "version", "start", "end", "reason")
KEPT = ("action", "subject", "back", "clause", "words", "idea", *PLAIN)  # what a second try needs


def decide(desk: Desk, form: Form) -> Response:
    """Record a decision, or ask again where the reader decided about something else than is there now."""
    action, subject = form.one("action"), form.one("subject")
    if action not in ACTIONS:
        raise DecisionProblem(f"there is no action {action!r}", hint=", ".join(ACTIONS))
    if form.one("seen") and not form.one("anyway"):
        trouble = conflict(desk, subject, form.one("seen"))
        if trouble:
            kept = [(name, value) for name in KEPT for value in form.many(name) if value]
            return desk.go("/decide?" + urlencode([("trouble", trouble), *kept]))
    wanted = meant(desk, action, subject, form)
    numbers = [record(desk.store, action, one, payload, desk.who, desk.overlay) for one, payload in wanted]
    return _answer(desk, form, subject, numbers[-1])


def meant(desk: Desk, action: str, subject: str, form: Form) -> list[tuple[str, dict[str, Any]]]:
    """The decisions that a form means, as (subject, payload); several where one quote holds words twice."""
    payload: dict[str, Any] = {name: form.one(name) for name in PLAIN if form.one(name)}
    if action in ("split", "create"):
        payload["clauses"] = form.many("clause")
    if action == "move" and "/" in payload.get("key", ""):
        payload["axis"], _, payload["key"] = payload["key"].partition("/")
    if form.one("idea"):
        payload["idea"] = True
    if action == "undo" and subject in desk.overlay.places():
        return [(_last(desk, subject), payload)]
    if action == "redact" and "start" not in payload:
        return [(subject, span) for span in _spans(desk, subject, form)]
    return [("new" if action == "create" else subject, payload)]


def _last(desk: Desk, subject: str) -> str:
    """The number of the last decision that bears on a finding, those that it inherited included."""
    item = desk.by_id.get(desk.overlay.places()[subject])
    if item is None or not item.decisions:
        raise DecisionProblem("there is no decision to undo", where=subject)
    return str(item.decisions[-1].id)


def _spans(desk: Desk, post_id: str, form: Form) -> list[dict[str, Any]]:
    """Where the words stand in the quoted version; the whole quote where no words are given."""
    rows = desk.store.rows(
        'SELECT post_version, start, "end" FROM clauses WHERE id = ? AND post_id = ?',
        (form.one("clause"), post_id),
    )
    if not rows:
        raise DecisionProblem("that quote is not there any more", hint="load the page of the finding again")
    version, begin, stop = rows[0]["post_version"], rows[0]["start"], rows[0]["end"]
    words = form.one("words")
    if not words:
        return [{"version": version, "start": begin, "end": stop}]
    text = version_text(desk.store, post_id, version) or ""
    places, place = [], text.find(words)
    while place >= 0:
        places.append({"version": version, "start": place, "end": place + len(words)})
        place = text.find(words, place + len(words))
    if not places:
        raise DecisionProblem("those words are not in the post", hint="write them as they stand there")
    return places


def conflict(desk: Desk, subject: str, seen: str) -> str:
    """Why a decision should be looked at again: gone, mined, decided; "" when nothing speaks against it."""
    item = desk.by_id.get(desk.overlay.places().get(subject, ""))
    if item is None:
        return "gone"
    last, _, machine = seen.partition(".")
    if machine != machine_print(item):
        return "mined"
    newer = [d for d in item.decisions if last.isdecimal() and d.id > int(last) and d.who != desk.who]
    return "decided" if newer else ""


def again(desk: Desk) -> Response:
    """What the reader wanted, beside what is there now: nothing was recorded, nothing they wrote is lost."""
    subject = desk.query("subject")
    item = desk.by_id.get(desk.overlay.places().get(subject, ""))
    asked = desk.request.query_params.multi_items()
    fields = [(name, value) for name, value in asked if name in KEPT and value]
    wanted = dict(fields)
    if wanted.get("action") not in ACTIONS:
        return desk.go("/board")
    return desk.render(
        "again.html.j2",
        409,
        trouble=desk.query("trouble") if desk.query("trouble") in ("gone", "mined", "decided") else "mined",
        wanted=wanted,
        fields=fields,
        card=make_cards(desk, [item])[0] if item else None,
        lost=None if item else traces(desk, subject),
        newest=item.decisions[-1] if item and item.decisions else None,
    )


def _answer(desk: Desk, form: Form, subject: str, number: int) -> Response:
    if not desk.fragment or form.one("view") != "card":
        return desk.go(form.one("back"), said=str(number))
    fresh = Desk(desk.request, desk.shared, desk.store)
    touched = touched_by(list_decisions(desk.store), number) or [subject]
    places = fresh.overlay.places()
    shown = [fresh.by_id[one] for one in touched if one in fresh.by_id]
    gone = [(one, fresh.by_id.get(places.get(one, ""))) for one in touched if one not in fresh.by_id]
    back = form.one("back")
    cards = [fresh.markup("card.html.j2", "card", card, back) for card in make_cards(fresh, shown)]
    marks = [fresh.markup("card.html.j2", "gone", one, place) for one, place in gone]
    return HTMLResponse(Markup().join([*cards, *marks, fresh.markup("card.html.j2", "said", number, back)]))


def touched_by(log: list[Decision], number: int) -> list[str]:
    """The findings that a decision bears on, or that which it took back; what it was about first."""
    decision = next((d for d in log if d.id == number), None)
    if decision is not None and decision.action == "undo":
        decision = next((d for d in log if d.id == decision.payload.get("decision")), None)
    if decision is None:
        return []
    others = (decision.payload.get(name) for name in ("into", "new"))
    return list(dict.fromkeys([decision.subject_id, *(str(one) for one in others if one)]))


PAGE = Page("decide", reads={"/decide": again}, writes={"/decide": decide})
