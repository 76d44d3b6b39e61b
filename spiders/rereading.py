"""Reading a kept page as the crawl would have: the source's parser, and what the study asked of it."""

from dataclasses import replace

from crawler.config import SourceSection
from crawler.pages import Fetched, Page
from crawler.records import BrandRole, RawPost
from spiders.common.window import Window
from spiders.registry import SOURCES, get_source


def versions() -> dict[str, str]:
    """Today's parser of each source, as posts name it."""
    return {source.name: f"{source.name}@{source.version}" for source in SOURCES}


def reread(name: str, fetched: Fetched, asked: SourceSection | None) -> Page:
    """The page by today's parser; `asked` is the seed that led to it, where the study still has it.

    Raises LookupError for a source that is no more, and whatever a parser raises.
    """
    source = get_source(name)
    if source is None:
        raise LookupError(f"there is no source {name!r} any more")
    page = source.parse(fetched)
    if asked is None:
        return page
    window = Window(asked.since, asked.until)
    posts = [_finished(post, asked) for post in page.posts if window.holds(post.posted_at)]
    return replace(page, posts=posts)


def _finished(post: RawPost, asked: SourceSection) -> RawPost:
    role: BrandRole | None = asked.brand_role or post.brand_role
    return replace(post, subject=asked.subject or post.subject, brand_role=role)
