"""Follows windows of time through a search, and the trees under stories."""

from spiders.common.spider import SourceSpider
from spiders.hackernews.source import SOURCE


class HackerNewsSpider(SourceSpider):
    """`scrapy crawl hackernews -a url=https://news.ycombinator.com/ -a query="standing desk"`"""

    name = SOURCE.name
    source = SOURCE
