"""`caifeng search`: posts by their words."""

from pathlib import Path

import click

from outputs.cli.common import json_option, open_study, put_json, put_table, say, study_option

EXCERPT = 90


@click.command()
@click.argument("query")
@study_option
@click.option(
    "--limit", type=click.IntRange(1, 1000), default=20, show_default=True, help="Posts at the most."
)
@json_option
def search(query: str, folder: Path, limit: int, as_json: bool) -> None:
    """Find posts by their words, Chinese or English.

    Every word of the query must occur; Chinese words of any length are found. The column author holds the
    author's key, which `caifeng forget --author` takes.

    \b
    caifeng search "排队 会员" --study tea
    """
    from crawler.store.posts import post_from_row
    from crawler.store.search import search_posts

    with open_study(folder).open() as store:
        ids = search_posts(store, query, limit=limit)
        rows = [store.rows("SELECT * FROM posts WHERE id = ?", (post_id,))[0] for post_id in ids]
        posts = [post_from_row(row) for row in rows]
    if as_json:
        fields = ("id", "source", "author_key", "kind", "subject", "rating", "posted_at", "url", "text")
        put_json([{name: getattr(post, name) for name in fields} for post in posts])
    elif posts:
        put_table(
            ("post", "author", "source", "date", "rating", "text"),
            [
                (p.id, p.author_key, p.source, (p.posted_at or "")[:10], p.rating, excerpt(p.text, query))
                for p in posts
            ],
        )
    else:
        say(f"No post holds {query!r}.")


def excerpt(text: str, query: str) -> str:
    """A part of the text around the first word of the query, cut marks shown."""
    places = [text.lower().find(word.lower()) for word in query.split()]
    place = min((place for place in places if place >= 0), default=0)
    start = max(0, place - EXCERPT // 3)
    cut = text[start : start + EXCERPT]
    return ("…" if start else "") + cut + ("…" if start + EXCERPT < len(text) else "")
