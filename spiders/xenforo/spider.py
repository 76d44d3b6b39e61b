"""Follows lists of forums, lists of threads and the pages of threads."""

from spiders.common.spider import SourceSpider
from spiders.xenforo.source import SOURCE


class XenforoSpider(SourceSpider):
    """`scrapy crawl xenforo -a url=https://board.example.org/forums/kettles.2/`"""

    name = SOURCE.name
    source = SOURCE
