"""Apple's feed in JSON -> reviews and the next page.

Its traps: one entry stands alone instead of in a list, no entries means no key, and the first entry may
be the app itself.
"""

from collections.abc import Mapping
from typing import Any

from crawler.pages import Fetched, Link, Page
from crawler.records import RawPost
from spiders.appstore.places import SHOP, feed_url, place_of
from spiders.common.api import dated, older_than, root_of
from spiders.common.dates import read_date
from spiders.common.html import tidy
from spiders.common.json import NotJson, as_dict, as_list, as_text, read_json
from spiders.common.numbers import read_count, read_rating

LAST_PAGE, PER_PAGE = 10, 50


def parse(fetched: Fetched) -> Page:
    """One page of a storefront's reviews."""
    try:
        data = as_dict(read_json(fetched.body))
    except NotJson as error:
        return Page(problems=[f"no JSON where the App Store should give some: {error}"])
    place = place_of(fetched.url)
    if not isinstance(data.get("feed"), dict) or place is None:
        return Page(problems=["JSON of another shape than the App Store's"])
    storefront, page, app = place
    entries = [as_dict(entry) for entry in as_list(data["feed"].get("entry"))]
    reviews = [entry for entry in entries if "im:rating" in entry]
    name = next(
        (found for entry in entries if (found := _label(entry, "im:name"))), fetched.hints.get("name")
    )
    posts = [post for entry in reviews if (post := _review(entry, storefront, app, name, fetched))]
    over = bool(posts) and older_than(posts[-1].posted_at, fetched.hints.get("since"))
    hints = {**fetched.hints, "name": name} if name else fetched.hints
    more = bool(reviews) and page < LAST_PAGE and not over
    full = page >= LAST_PAGE and len(reviews) >= PER_PAGE and not over
    return Page(
        posts=posts,
        next=[Link(feed_url(root_of(fetched.url), storefront, app, page + 1), hints)] if more else [],
        skipped={"without text": len(reviews) - len(posts)} if len(posts) < len(reviews) else {},
        capped=f"cap {LAST_PAGE * PER_PAGE} a storefront ({storefront})" if full else None,
    )


def _label(thing: Mapping[str, Any], *names: str) -> str | None:
    """The text of a field, which stands in its `label`; several names lead down."""
    value: Any = thing
    for name in names:
        value = as_dict(value).get(name)
    return as_text(as_dict(value).get("label"))


def _review(
    entry: Mapping[str, Any], storefront: str, app: str, name: str | None, fetched: Fetched
) -> RawPost | None:
    number, text = _label(entry, "id"), as_dict(entry.get("content")).get("label")
    if number is None or not isinstance(text, str) or not text.strip():
        return None
    rating = read_rating(_label(entry, "im:rating"))
    version = _label(entry, "im:version")
    return RawPost(
        source="appstore",
        kind="review",
        body=tidy(text),
        native_id=number,
        url=f"https://{SHOP}/{storefront}/app/id{app}",
        thread_id=f"app/{app}",
        subject=name or f"App Store app {app}",
        title=_label(entry, "title"),
        rating=rating.value if rating else None,
        rating_min=rating.low if rating else None,
        rating_max=rating.high if rating else None,
        likes=read_count(_label(entry, "im:voteSum")),
        author=_label(entry, "author", "uri") or _label(entry, "author", "name"),
        **dated(read_date(_label(entry, "updated"), fetched.now)),
        attributes={"storefront": storefront} | ({"version": version} if version else {}),
    )
