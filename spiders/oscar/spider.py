"""Follows lists of products to their reviews."""

from spiders.common.spider import SourceSpider
from spiders.oscar.source import SOURCE


class OscarSpider(SourceSpider):
    """`scrapy crawl oscar -a url=https://shop.example.org/catalogue/`"""

    name = SOURCE.name
    source = SOURCE
