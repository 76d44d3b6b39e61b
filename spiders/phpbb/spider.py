"""Follows lists of forums, lists of topics and the pages of topics."""

from spiders.common.spider import SourceSpider
from spiders.phpbb.source import SOURCE


class PhpbbSpider(SourceSpider):
    """`scrapy crawl phpbb -a url=https://board.example.org/viewforum.php?f=2`"""

    name = SOURCE.name
    source = SOURCE
