"""Follows questions, a hundred at a time, and what stands under them."""

from spiders.common.spider import SourceSpider
from spiders.stackexchange.source import SOURCE


class StackExchangeSpider(SourceSpider):
    """`scrapy crawl stackexchange -a url=https://cooking.stackexchange.com/questions/tagged/tea`"""

    name = SOURCE.name
    source = SOURCE
