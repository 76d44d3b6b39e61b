"""Finds out what the server runs, then follows lists of posts and their comments."""

from spiders.common.spider import SourceSpider
from spiders.lemmy.source import SOURCE


class LemmySpider(SourceSpider):
    """`scrapy crawl lemmy -a url=https://lemmy.example.org/c/kitchen`"""

    name = SOURCE.name
    source = SOURCE
