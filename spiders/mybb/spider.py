"""Follows lists of forums, lists of threads and the pages of threads."""

from spiders.common.spider import SourceSpider
from spiders.mybb.source import SOURCE


class MybbSpider(SourceSpider):
    """`scrapy crawl mybb -a url=https://board.example.org/forumdisplay.php?fid=2`"""

    name = SOURCE.name
    source = SOURCE
