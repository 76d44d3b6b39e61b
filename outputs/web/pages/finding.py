"""The page of a finding: what it says, the words that carry it, what speaks against it, why it is here."""

from dataclasses import dataclass

from starlette.responses import Response

from mining.overlay import ShownFinding, with_evidence
from mining.reading import rows_in
from outputs.queries import Quote, load_quotes
from outputs.web import reading
from outputs.web.cards import make_cards
from outputs.web.desk import Desk
from outputs.web.page import Page
from outputs.web.traces import traces

QUOTES = 15  # quotes to a page


@dataclass(frozen=True, slots=True)
class QuoteRow:
    """A quote with why it was read so, when its post was collected, and whether its page is kept."""

    quote: Quote
    reason: reading.Reason
    fetched: str
    snapshot: bool


def finding(desk: Desk) -> Response:
    """The whole page; a finding that was merged away leads to where it is now."""
    asked = desk.path("finding_id")
    place = desk.overlay.places().get(asked)
    if place is not None and place != asked:
        return desk.go(f"/finding/{place}", said=desk.query("said") or "merged")
    found = desk.by_id.get(asked)
    if found is None:
        return desk.render("finding_missing.html.j2", 404, asked=asked, traces=traces(desk, asked))
    item = with_evidence(desk.store, found)
    pages = max(1, -(-len(item.evidence) // QUOTES))
    page = desk.number("page", 1, low=1, high=pages)
    shown = item.evidence[(page - 1) * QUOTES : page * QUOTES]
    places = desk.mappings([item])
    quotes = load_quotes(desk.store, {"shown": shown, "aside": item.set_aside[:QUOTES]})
    return desk.render(
        "finding.html.j2",
        item=item,
        card=make_cards(desk, [item], places)[0],
        statement=_statement(desk, item),
        slots=reading.slots(desk, item),
        rows=quote_rows(desk, quotes["shown"]),
        aside=quotes["aside"],
        marks={d.subject_id: d.payload["as"] for d in item.decisions if d.action == "mark"},
        first=(page - 1) * QUOTES,
        page=page,
        pages=pages,
        against=reading.against(desk, item),
        together=reading.together(desk, item),
        places=reading.named_places(desk, places.get(item.id, {})),
        components=reading.components(desk, item),
        anchors=reading.anchors(desk, item),
        history=reading.history(desk, item),
        lineage=reading.lineage(desk, item),
        notes=[d for d in item.decisions if d.action == "note"],
        neighbours=neighbours(desk, item),
        successors=[desk.by_id[one] for one in item.successors if one in desk.by_id],
        parent=desk.by_id.get(desk.overlay.places().get(item.split_from, "")),
    )


def quote_rows(desk: Desk, quotes: list[Quote]) -> list[QuoteRow]:
    """The quotes with what the page says about each."""
    why = reading.reasons(desk, [quote.clause_id for quote in quotes])
    select = "SELECT id, fetched_at, snapshot_id FROM posts WHERE id IN"
    posts = {row["id"]: row for row in rows_in(desk.store, select, {quote.post_id for quote in quotes})}
    return [
        QuoteRow(
            quote,
            why[quote.clause_id],
            posts[quote.post_id]["fetched_at"][:10],
            posts[quote.post_id]["snapshot_id"] is not None,
        )
        for quote in quotes
    ]


def neighbours(desk: Desk, item: ShownFinding) -> dict[str, ShownFinding | None]:
    """The finding before and the one after in the order of all, None at the ends."""
    ids = list(desk.by_id)
    place = ids.index(item.id)
    found = {"before": place - 1, "after": place + 1}
    return {name: desk.by_id[ids[n]] if 0 <= n < len(ids) else None for name, n in found.items()}


def _statement(desk: Desk, item: ShownFinding) -> str:
    other = "en" if desk.language == "zh" else "zh"
    return item.finding.statement.get(desk.language) or item.finding.statement.get(other) or ""


PAGE = Page("finding", reads={"/finding/{finding_id}": finding})
