"""Follows a group's list to its topics, and pages of short reviews."""

from spiders.common.spider import SourceSpider
from spiders.douban.source import SOURCE


class DoubanSpider(SourceSpider):
    """`scrapy crawl douban -a url=https://www.douban.com/group/tea/`"""

    name = SOURCE.name
    source = SOURCE
