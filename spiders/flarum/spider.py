"""Follows lists of discussions and pages of posts."""

from spiders.common.spider import SourceSpider
from spiders.flarum.source import SOURCE


class FlarumSpider(SourceSpider):
    """`scrapy crawl flarum -a url=https://forum.example.org/t/feedback`"""

    name = SOURCE.name
    source = SOURCE
