"""Follows the pages of a feed, and the feeds of comments."""

from spiders.common.spider import SourceSpider
from spiders.feed.source import SOURCE


class FeedSpider(SourceSpider):
    """`scrapy crawl feed -a url=https://blog.example.org/feed/`"""

    name = SOURCE.name
    source = SOURCE
