"""Follows lists of forums, lists of threads and the pages of threads."""

from spiders.common.spider import SourceSpider
from spiders.discuz.source import SOURCE


class DiscuzSpider(SourceSpider):
    """`scrapy crawl discuz -a url=https://bbs.example.org/forum-2-1.html`"""

    name = SOURCE.name
    source = SOURCE
