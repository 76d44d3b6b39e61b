"""The stored page that a post was read from, where it was kept: cleaned, as text and plain structure."""

from starlette.responses import Response

from mining.lens import hide_words
from mining.overlay import lens_of
from outputs.web.desk import Desk
from outputs.web.page import Page

LONGEST = 150_000  # characters of a stored page that are shown


def snapshot(desk: Desk) -> Response:
    """The stored page of /post/ID/snapshot, or a page that says that there is none."""
    from crawler.snapshots.reading import shown_snapshot

    post_id = desk.path("post_id")
    shown = shown_snapshot(desk.store, desk.study.folder, post_id)
    if shown is None:
        return desk.render("snapshot.html.j2", 404, shown=None)
    hidden = lens_of(desk.store).hidden.get(post_id, ())
    html, text = (hide_words(part or "", hidden) for part in (shown.html, shown.text))
    return desk.render(
        "snapshot.html.j2",
        shown=shown,
        html=html[:LONGEST] if len(html) <= LONGEST else "",
        text=text[:LONGEST],
        cut_off=len(html) > LONGEST or len(text) > LONGEST,
    )


PAGE = Page("snapshot", reads={"/post/{post_id}/snapshot": snapshot})
