"""Follows the pages of one list, within its host."""

from spiders.common.spider import SourceSpider
from spiders.web.source import SOURCE


class WebSpider(SourceSpider):
    """`scrapy crawl web -a url=https://shop.example.org/cups/7/opinions`"""

    name = SOURCE.name
    source = SOURCE
