"""The brand's blog, in the shape of WordPress: pages that name the REST API, and its comments."""

from datetime import UTC, datetime
from html import escape
from typing import Any
from urllib.parse import parse_qs

from outputs.demo.answers import Answer, as_json, linked_list, not_found, page, paragraphs, robots
from outputs.demo.posts import DemoPost, by_id, demo_pages, demo_posts, posts_on

MOST = 100  # WordPress gives no more comments in one answer
FIRST_POST = 11


def answer(path: str, query: str, base: str) -> Answer:
    """The blog's answer to a path."""
    if path == "/robots.txt":
        return robots("/wp-admin/")
    if path == "/wp-json/":
        return as_json({"name": demo_pages()["brand"], "url": base, "namespaces": ["wp/v2"]})
    if path == "/wp-json/wp/v2/comments":
        return _comments(parse_qs(query), base)
    articles = _articles()
    if path == "/":
        links = linked_list([(f"/{slug}/", name) for slug, (_, name) in articles.items()])
        return page(f"{demo_pages()['brand']} · 博客 / Blog", links, head=_api_link(base))
    slug = path.strip("/")
    return _article(slug, *articles[slug], base) if slug in articles else not_found()


def _articles() -> dict[str, tuple[int, str]]:
    """(post id, title) by slug."""
    blog = demo_pages()["blog"]
    return {slug: (number, blog[slug]["name"]) for number, slug in enumerate(blog, FIRST_POST)}


def _api_link(base: str) -> str:
    return f'<link rel="https://api.w.org/" href="{base}/wp-json/">'


def _article(slug: str, number: int, name: str, base: str) -> Answer:
    own = f'<link rel="alternate" type="application/json" href="{base}/wp-json/wp/v2/posts/{number}">'
    comments = "".join(
        f'<article id="comment-{post.number}"><p class="meta">{escape(post.author)} '
        f"{escape(post.date[:16])}</p>{paragraphs(post.text)}</article>"
        for post in posts_on("blog", slug)
    )
    return page(name, comments, head=_api_link(base) + own, body_class=f"single postid-{number}")


def _comments(query: dict[str, list[str]], base: str) -> Answer:
    articles = _articles()
    wanted = query.get("post", [""])[0]
    posts = [p for p in demo_posts() if p.where == "blog" and wanted in ("", str(articles[p.page][0]))]
    size, number = _number(query, "per_page", 10), _number(query, "page", 1)
    if not 1 <= size <= MOST:
        problem = {"code": "rest_invalid_param", "message": "per_page must be between 1 and 100"}
        return as_json(problem, status=400)
    shown = posts[(number - 1) * size : number * size]
    headers = {"X-WP-Total": str(len(posts)), "X-WP-TotalPages": str(-(-len(posts) // size))}
    embed = "up" in query.get("_embed", [])
    return as_json([_comment(post, articles[post.page], base, embed) for post in shown], headers)


def _number(query: dict[str, list[str]], name: str, default: int) -> int:
    value = query.get(name, [""])[0]
    return int(value) if value.isdigit() else default


def _comment(post: DemoPost, article: tuple[int, str], base: str, embed: bool) -> dict[str, Any]:
    moment = datetime.fromisoformat(post.date)
    parent = by_id()[post.reply_to].number if post.reply_to else 0
    comment = {
        "id": post.number, "post": article[0], "parent": parent,
        "author": 0, "author_name": post.author, "author_url": "", "type": "comment", "status": "approved",
        "date": moment.replace(tzinfo=None).isoformat(),
        "date_gmt": moment.astimezone(UTC).replace(tzinfo=None).isoformat(),
        "content": {"rendered": paragraphs(post.text)}, "link": f"{base}/{post.page}/#comment-{post.number}",
    }  # fmt: skip
    up = {"id": article[0], "title": {"rendered": escape(article[1])}}
    return comment | ({"_embedded": {"up": [up]}} if embed else {})
