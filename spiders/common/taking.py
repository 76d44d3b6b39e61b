"""What a spider hands on of a page beside its posts: the page itself, for the snapshots."""

from dataclasses import replace

from scrapy.http import Response

from crawler.manners.book import CrawlBook
from crawler.pages import Fetched, Page, PostBatch, TakenPage
from crawler.records import RawPost
from crawler.rendering.wish import RENDER
from crawler.snapshots.conditional import UNCHANGED
from crawler.snapshots.reading import with_keys
from spiders.common.html import decoded
from spiders.source import Source


def recognised(page: Page, response: Response) -> Page:
    """The page; of one that a snapshot stands for, with the authors that the snapshot stands for."""
    return with_keys(page, response.meta[UNCHANGED]) if UNCHANGED in response.meta else page


def batch_of(
    book: CrawlBook, response: Response, fetched: Fetched, page: Page, kept: list[RawPost], source: Source
) -> PostBatch | None:
    """What is to be saved of a page: posts, problems, and the page where the study keeps pages."""
    stated = response.meta.get("stated")
    batch = PostBatch(kept, response.url, source.name, page.problems, version=source.version)
    if book.keeps_pages and UNCHANGED in response.meta:
        return replace(batch, unchanged=response.url, stated=stated)
    if book.keeps_pages:
        return replace(batch, taken=_taken(response, fetched, page, source.name, stated))
    return batch if kept or page.problems else None


def _taken(response: Response, fetched: Fetched, page: Page, source: str, stated: str | None) -> TakenPage:
    if RENDER in response.meta:  # the server's conditions speak of what it sent, not of what a browser built
        headers = {k: v for k, v in fetched.headers.items() if k not in ("etag", "last-modified")}
        fetched = replace(fetched, headers=headers)
    text = decoded(fetched.body, fetched.headers.get("content-type", ""))
    links = [link.url for link in page.next]
    return TakenPage(fetched, text, page.posts, source, response.status, stated, links)
