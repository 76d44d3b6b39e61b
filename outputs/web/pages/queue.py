"""The unsure queue: the clauses that the labeller is least sure of, judged one by one with keys."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from starlette.responses import Response

from crawler.errors import UsageProblem
from crawler.store import Store
from crawler.store.runs import current_run
from crawler.study import load_study
from mining.label_reviews import (
    LabelReview,
    counted_by,
    least_sure,
    record_review,
    reviews_in_force,
    undo_review,
)
from mining.overlay import lens_of
from mining.records import TYPES
from outputs.web.desk import Desk
from outputs.web.forms import Form
from outputs.web.learning import MINE, TRAIN, begin, standing
from outputs.web.page import Page
from outputs.web.reading import quotes_of

LENGTH = 500  # clauses kept in the queue
NONE = "none"


def queue(desk: Desk) -> Response:
    """The next clause of this reader, or what there is instead."""
    counted = desk.shared.derived.get(desk.store, "unsure", label_state(desk.store), count_unsure)
    reviews = reviews_in_force(desk.store)
    judged = {review.clause_id for review in reviews if review.who == desk.who}
    marks = lens_of(desk.store).marks
    left = [pair for pair in (counted.data if counted else []) if pair[0] not in judged]
    quotes = quotes_of(desk, [clause for clause, _ in left[:5]])
    heard = [quote for quote in quotes if quote.post_id not in marks]
    quote = heard[0] if heard else None
    bits = next((bits for clause, bits in left if quote and clause == quote.clause_id), 0.0)
    return desk.render(
        "queue.html.j2",
        counted=counted,
        quote=quote,
        bits=bits,
        scores=_scores(desk, quote.clause_id) if quote else [],
        left=len(left),
        types=list(enumerate(TYPES, start=1)),
        counts=counted_by(reviews),
        judged=len(judged),
        state=standing(desk, _labelled(reviews)),
    )


def learning(desk: Desk) -> Response:
    """How learning and mining stand: the part of the page that follows them."""
    reviews = reviews_in_force(desk.store)
    return desk.render("queue_learning.html.j2", state=standing(desk, _labelled(reviews)))


def learn(desk: Desk, form: Form) -> Response:
    """Begin to learn from what was judged, or to mine again with what was learnt."""
    if form.one("do") not in (TRAIN, MINE):
        raise UsageProblem(f"there is nothing to do like {form.one('do')!r}", hint=f"{TRAIN}, {MINE}")
    begin(desk, form.one("do"))
    return desk.go("/queue#learning")


def _labelled(reviews: Sequence[LabelReview]) -> int:
    """Clauses that somebody gave a label; skipped ones teach nothing."""
    return len({review.clause_id for review in reviews if review.types is not None})


def label_state(store: Store) -> tuple[Any, ...]:
    """Changes when clauses were labelled anew."""
    return current_run(store, "label"), store.value("SELECT max(rowid) FROM labels")


def count_unsure(folder: Path) -> list[list[Any]]:
    """The queue as JSON: [clause, bits]."""
    with load_study(folder).open() as store:
        return [list(pair) for pair in least_sure(store, LENGTH)]


def judge(desk: Desk, form: Form) -> Response:
    """Keep a judgement, skip the clause, or take the last one back; then the next."""
    do = form.one("do")
    if do == "undo":
        undo_review(desk.store, desk.who)
    elif do == "skip":
        record_review(desk.store, desk.who, form.one("clause"), None)
    elif do == "several":
        record_review(desk.store, desk.who, form.one("clause"), form.many("type"))
    elif do in (*TYPES, NONE):
        record_review(desk.store, desk.who, form.one("clause"), [] if do == NONE else [do])
    else:
        raise UsageProblem(f"there is no judgement {do!r}", hint=", ".join((*TYPES, NONE, "skip", "undo")))
    return desk.go("/queue")


def _scores(desk: Desk, clause_id: str) -> list[tuple[str, float]]:
    stored = desk.store.value("SELECT scores FROM labels WHERE clause_id = ?", (clause_id,))
    found = json.loads(stored or "{}")
    return [(name, float(found[name])) for name in TYPES if name in found]


PAGE = Page(
    "queue",
    reads={"/queue": queue, "/queue/learning": learning},
    writes={"/queue/judge": judge, "/queue/learn": learn},
    nav=75,
    home="/queue",
)
