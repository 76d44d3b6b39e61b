"""Follows topic lists, categories and the pages of topics."""

from spiders.common.spider import SourceSpider
from spiders.nodebb.source import SOURCE


class NodebbSpider(SourceSpider):
    """`scrapy crawl nodebb -a url=https://forum.example.org/category/5/feedback`"""

    name = SOURCE.name
    source = SOURCE
