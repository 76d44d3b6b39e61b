"""Follows cursors, and the threads under a profile's posts."""

from spiders.bluesky.source import SOURCE
from spiders.common.spider import SourceSpider


class BlueskySpider(SourceSpider):
    """`scrapy crawl bluesky -a url=https://bsky.app/ -a query="travel mug"`"""

    name = SOURCE.name
    source = SOURCE
