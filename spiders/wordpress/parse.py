"""WordPress pages and API answers -> posts and links.

Shapes: the WP REST API handbook (comments) and WooCommerce's Store API schema (product reviews).
"""

from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from crawler.pages import Fetched, Link, Page
from crawler.records import RawPost
from crawler.urls import checked_url
from spiders.common.dates import Stated, read_date
from spiders.common.html import decoded, html_to_text, plain_text, soup_of
from spiders.common.json import NotJson, as_dict, as_list, as_number, as_text, read_json
from spiders.common.numbers import read_count, read_rating
from spiders.wordpress.discover import COMMENTS, REVIEWS, Api, api_of, find_api, find_post

PER_PAGE = "100"  # the most that the API gives
UNSEARCHED = "a shop's reviews cannot be searched: 'query' was ignored for them"


def parse(fetched: Fetched) -> Page:
    """An HTML page, the index of an API, a page of comments or one of reviews, told apart by address."""
    api = api_of(fetched.url)
    if api is None:
        return _html_page(fetched)
    try:
        data = read_json(fetched.body)
    except NotJson as error:
        return Page(problems=[f"no JSON where WordPress should give some: {error}"])
    if isinstance(data, list):
        reader = _review if REVIEWS in fetched.url else _comment
        return _list_page(data, reader, api, fetched)
    if "namespaces" in data:
        return _index_page(as_list(data["namespaces"]), api, fetched)
    return Page(problems=[f"the API says: {as_text(as_dict(data).get('message')) or 'something unknown'}"])


def _html_page(fetched: Fetched) -> Page:
    soup = soup_of(decoded(fetched.body, fetched.headers.get("content-type", "")))
    api = find_api(fetched, soup)
    if api is None:
        return Page(problems=["the page names no WordPress REST API (https://api.w.org/)"])
    post = find_post(soup)
    here = {"kind": post[0], "post": post[1]} if post else {}
    return Page(next=[Link(api.root, {**fetched.hints, **here})])


def _index_page(namespaces: list[Any], api: Api, fetched: Fetched) -> Page:
    """From what the API offers to what we ask: reviews of a shop, comments of a site."""
    hints = fetched.hints
    links: list[Link] = []
    problems: list[str] = []
    if "wp/v2" in namespaces and hints.get("kind") != "product":
        asked = {"per_page": PER_PAGE, "order": "asc", "orderby": "date", "_embed": "up"}
        wishes = {"post": "post", "query": "search", "since": "after", "until": "before"}
        asked |= {key: value for name, key in wishes.items() if (value := _asked(name, hints.get(name, "")))}
        links.append(Link(api.call(COMMENTS, asked | {"page": "1"})))
    if any(str(space).startswith("wc/store") for space in namespaces) and hints.get("kind") != "post":
        asked = {"per_page": PER_PAGE, "order": "asc", "orderby": "date"}
        asked |= {"product_id": hints["post"]} if "post" in hints else {}
        links.append(Link(api.call(REVIEWS, asked | {"page": "1"})))
        problems = [UNSEARCHED] if "query" in hints else []
    return Page(next=links, problems=problems if links else ["the API offers neither comments nor reviews"])


def _asked(name: str, value: str) -> str | None:
    """The value of a parameter; `after` and `before` want a time, and only whole days can be one."""
    if name not in ("since", "until") or "T" in value:
        return value
    if len(value) != len("2026-05-01"):
        return None  # the spider looks at the dates anyway
    return f"{value}T00:00:00" if name == "since" else f"{value}T23:59:59"


def _list_page(items: list[Any], reader: Any, api: Api, fetched: Fetched) -> Page:
    posts = [post for item in map(as_dict, items) if (post := reader(item, api, fetched))]
    total = read_count(fetched.headers.get("x-wp-total"))
    pages = read_count(fetched.headers.get("x-wp-totalpages"))
    parts = urlsplit(fetched.url)
    query = dict(parse_qsl(parts.query))
    number = int(query.get("page", "1")) if query.get("page", "1").isdigit() else 1
    more = number < pages if pages is not None else len(items) >= int(PER_PAGE)
    links = []
    if more and items:
        following = urlencode({**query, "page": str(number + 1)})
        links.append(Link(urlunsplit((parts.scheme, parts.netloc, parts.path, following, ""))))
    about = query.get("post") or query.get("product_id") or "all"
    thing = f"{'reviews' if reader is _review else 'comments'} of {about}"
    skipped = {"no comment of a person": len(items) - len(posts)} if len(posts) < len(items) else {}
    return Page(posts=posts, next=links, expected={} if total is None else {thing: total}, skipped=skipped)


def _comment(item: Mapping[str, Any], api: Api, fetched: Fetched) -> RawPost | None:
    body = as_dict(item.get("content")).get("rendered")
    if (
        as_number(item.get("id")) is None
        or not isinstance(body, str)
        or item.get("type", "comment") not in ("comment", "review")
    ):
        return None
    parent, post_id = as_number(item.get("parent")), as_number(item.get("post"))
    posted = _time(item, "date_gmt", "date", fetched)
    account = as_number(item.get("author"))
    return RawPost(
        source=api.source,
        kind="reply" if parent else "comment",
        body=html_to_text(body),
        native_id=str(item["id"]),
        url=checked_url(as_text(item.get("link"))),
        thread_id=f"post-{post_id}" if post_id else None,
        parent_id=str(parent) if parent else None,
        subject=_post_title(item),
        author=f"account {account}" if account else as_text(item.get("author_name")),
        posted_at=posted.iso if posted else None,
        posted_at_raw=posted.raw if posted else None,
        posted_precision=posted.precision if posted else None,
    )


def _post_title(item: Mapping[str, Any]) -> str | None:
    """Title of the post that is commented on, from the embedded link `up`."""
    for up in map(as_dict, as_list(as_dict(item.get("_embedded")).get("up"))):
        title = as_text(as_dict(up.get("title")).get("rendered"))
        if title:
            return plain_text(title)
    return None


def _review(item: Mapping[str, Any], api: Api, fetched: Fetched) -> RawPost | None:
    body = item.get("review")
    if as_number(item.get("id")) is None or not isinstance(body, str):
        return None
    rating = read_rating(item.get("rating") or None)  # 0 is WooCommerce's "not rated"
    posted = _time(item, "date_created_gmt", "date_created", fetched)
    name, product = as_text(item.get("product_name")), as_number(item.get("product_id"))
    verified = item.get("verified")
    return RawPost(
        source=api.source,
        kind="review",
        body=html_to_text(body),
        native_id=str(item["id"]),
        url=checked_url(as_text(item.get("product_permalink"))),
        thread_id=f"product-{product}" if product else None,
        subject=plain_text(name) if name else None,
        rating=rating.value if rating else None,
        rating_min=rating.low if rating else None,
        rating_max=rating.high if rating else None,
        author=as_text(item.get("reviewer")),
        posted_at=posted.iso if posted else None,
        posted_at_raw=posted.raw if posted else None,
        posted_precision=posted.precision if posted else None,
        attributes={"verified": verified} if isinstance(verified, bool) else {},
    )


def _time(item: Mapping[str, Any], gmt: str, local: str, fetched: Fetched) -> Stated | None:
    """The time in UTC where the API gives it; those fields carry no offset of their own."""
    value = as_text(item.get(gmt))
    if value and "T" in value:
        return read_date(value if value.endswith("Z") or "+" in value else value + "+00:00", fetched.now)
    return read_date(item.get(local), fetched.now)
