"""A page with schema.org markup -> posts, the next page, and how many posts each thing states to have."""

from crawler.pages import Detection, Fetched, Link, Page
from spiders.common.html import decoded, soup_of
from spiders.schema_org.jsonld import Markup, read_jsonld
from spiders.schema_org.links import listed_things, next_page
from spiders.schema_org.merge import merge
from spiders.schema_org.microdata import read_microdata
from spiders.schema_org.units import Units


def parse(fetched: Fetched) -> Page:
    """Posts from JSON-LD and microdata, merged. On a seed without posts, the things that it lists."""
    soup = soup_of(decoded(fetched.body, fetched.headers.get("content-type", "")))
    scripts = read_jsonld(soup)
    following = next_page(soup, fetched.url)  # before microdata is read, which changes the tree
    in_scripts = Units(scripts, fetched).collect()
    in_tags = Units(Markup(roots=list(read_microdata(soup))), fetched).collect()
    posts = merge(in_scripts.posts, in_tags.posts)
    links = [Link(following)] if following and (posts or "seed" in fetched.hints) else []
    if not posts and "seed" in fetched.hints:
        links = [Link(following, fetched.hints)] if following else []
        links += [Link(url) for url in listed_things(scripts.roots, fetched.url)]
    return Page(
        posts=posts,
        next=links,
        expected={**in_tags.expected, **in_scripts.expected},
        skipped=in_scripts.skipped or in_tags.skipped,
        problems=scripts.problems,
    )


def detect(fetched: Fetched) -> Detection:
    """By what `parse` finds on the page."""
    page = parse(Fetched(fetched.body, fetched.url, fetched.headers, fetched.now, {"seed": "yes"}))
    if page.posts:
        kinds = ", ".join(sorted({post.kind for post in page.posts}))
        score = min(0.9, 0.7 + 0.02 * len(page.posts))
        return Detection(score, f"{len(page.posts)} posts in schema.org markup ({kinds})")
    if page.expected:
        return Detection(0.5, "schema.org states a number of reviews, though this page shows none")
    listed = [link for link in page.next if not link.hints]
    if listed:
        return Detection(0.4, f"a schema.org list of {len(listed)} pages")
    return Detection(0.0, "no posts in schema.org markup")
