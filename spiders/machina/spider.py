"""Follows lists of forums, lists of topics and the pages of topics."""

from spiders.common.spider import SourceSpider
from spiders.machina.source import SOURCE


class MachinaSpider(SourceSpider):
    """`scrapy crawl machina -a url=https://board.example.org/forum/lids-2/`"""

    name = SOURCE.name
    source = SOURCE
