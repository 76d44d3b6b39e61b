"""Follows topic lists, topics and batches of posts."""

from spiders.common.spider import SourceSpider
from spiders.discourse.source import SOURCE


class DiscourseSpider(SourceSpider):
    """`scrapy crawl discourse -a url=https://forum.example.org/c/feedback/5`"""

    name = SOURCE.name
    source = SOURCE
