"""The brand's shop: an ItemList of pages, each with reviews in JSON-LD or microdata, ten a page."""

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any
from urllib.parse import parse_qs

from outputs.demo.answers import Answer, linked_list, not_found, page, paragraphs, robots, script
from outputs.demo.posts import DemoPost, demo_pages, posts_on

PER_PAGE = 10
Thing = Mapping[str, Any]
Posts = Sequence[DemoPost]


def answer(path: str, query: str, base: str) -> Answer:
    """The shop's answer to a path; `base` is its own address without a slash at the end."""
    shop: Mapping[str, Any] = demo_pages()["shop"]
    if path == "/robots.txt":
        return robots("/account/")
    if path == "/":
        return _front(shop, base)
    if path == "/account/orders":
        return page("Orders", "<p>robots.txt closes this page.</p>")
    slug = path.removeprefix("/menu/").strip("/")
    if not path.startswith("/menu/") or slug not in shop:
        return not_found()
    number = parse_qs(query).get("page", ["1"])[0]
    return _thing(slug, shop[slug], int(number) if number.isdigit() else 1, base)


def _front(shop: Mapping[str, Any], base: str) -> Answer:
    elements = [
        {"@type": "ListItem", "position": position, "url": f"{base}/menu/{slug}", "name": thing["name"]}
        for position, (slug, thing) in enumerate(shop.items(), 1)
    ]
    items = script({"@context": "https://schema.org", "@type": "ItemList", "itemListElement": elements})
    links = linked_list([(f"/menu/{slug}", thing["name"]) for slug, thing in shop.items()])
    return page(demo_pages()["brand"], links + '<p><a href="/account/orders">Orders</a></p>', head=items)


def _thing(slug: str, thing: Mapping[str, Any], number: int, base: str) -> Answer:
    posts = posts_on("shop", slug)
    shown = posts[(number - 1) * PER_PAGE : number * PER_PAGE]
    if not shown:
        return not_found()
    url, last = f"{base}/menu/{slug}", number * PER_PAGE >= len(posts)
    rel_next = "" if last else f'<link rel="next" href="/menu/{slug}?page={number + 1}">'
    more = "" if last else f'<p><a rel="next" href="/menu/{slug}?page={number + 1}">下一页 / Next</a></p>'
    if thing.get("markup") == "microdata":
        return page(thing["name"], _microdata(thing, posts, shown, url) + more, head=rel_next)
    marked = script(_json_ld(thing, posts, shown, url))
    return page(thing["name"], "".join(map(_plain, shown)) + more, head=rel_next + marked)


def _aggregate(posts: Sequence[DemoPost]) -> dict[str, Any]:
    ratings = [post.rating for post in posts if post.rating is not None]
    return {"ratingValue": round(sum(ratings) / len(ratings), 1), "reviewCount": len(posts)}


def _json_ld(thing: Thing, posts: Posts, shown: Posts, url: str) -> dict[str, Any]:
    return {
        "@context": "https://schema.org",
        "@type": thing["type"],
        "@id": url,
        "url": url,
        "name": thing["name"],
        "aggregateRating": {"@type": "AggregateRating", **_aggregate(posts)},
        "review": [_review(post, url) for post in shown],
    }


def _review(post: DemoPost, url: str) -> dict[str, Any]:
    likes = {
        "@type": "InteractionCounter",
        "interactionType": "https://schema.org/LikeAction",
        "userInteractionCount": post.likes,
    }
    review = {
        "@type": "Review",
        "@id": f"{url}#review-{post.id}",
        "author": {"@type": "Person", "name": post.author},
        "datePublished": post.date,
        "reviewRating": {"@type": "Rating", "ratingValue": post.rating, "bestRating": 5, "worstRating": 1},
        "reviewBody": post.text,
        "interactionStatistic": likes,
    }
    return review | ({"name": post.title} if post.title else {})


def _plain(post: DemoPost) -> str:
    title = f"<h2>{escape(post.title)}</h2>" if post.title else ""
    meta = f"{'★' * (post.rating or 0)} {escape(post.author)} {escape(post.date[:10])}"
    return (
        f'<article id="review-{post.id}">{title}<p class="meta">{meta}</p>{paragraphs(post.text)}</article>'
    )


def _microdata(
    thing: Mapping[str, Any], posts: Sequence[DemoPost], shown: Sequence[DemoPost], url: str
) -> str:
    total = _aggregate(posts)
    return (
        f'<div itemscope itemtype="https://schema.org/{thing["type"]}" itemid="{url}">'
        f'<meta itemprop="name" content="{escape(thing["name"])}"><link itemprop="url" href="{url}">'
        '<p itemprop="aggregateRating" itemscope itemtype="https://schema.org/AggregateRating">'
        f'<span itemprop="ratingValue">{total["ratingValue"]}</span> / 5, '
        f'<span itemprop="reviewCount">{total["reviewCount"]}</span></p>'
        f"{''.join(_marked(post, url) for post in shown)}</div>"
    )


def _marked(post: DemoPost, url: str) -> str:
    title = f'<h2 itemprop="name">{escape(post.title)}</h2>' if post.title else ""
    return (
        f'<article id="review-{post.id}" itemprop="review" itemscope itemtype="https://schema.org/Review"'
        f' itemid="{url}#review-{post.id}">{title}<p class="meta">'
        '<span itemprop="reviewRating" itemscope itemtype="https://schema.org/Rating">'
        f'<span itemprop="ratingValue">{post.rating}</span>/<span itemprop="bestRating">5</span></span> '
        '<span itemprop="author" itemscope itemtype="https://schema.org/Person">'
        f'<span itemprop="name">{escape(post.author)}</span></span> '
        f'<time itemprop="datePublished" datetime="{post.date}">{post.date[:10]}</time></p>'
        '<span itemprop="interactionStatistic" itemscope itemtype="https://schema.org/InteractionCounter">'
        '<link itemprop="interactionType" href="https://schema.org/LikeAction">'
        f'<meta itemprop="userInteractionCount" content="{post.likes}"></span>'
        f'<div itemprop="reviewBody">{paragraphs(post.text)}</div></article>'
    )
