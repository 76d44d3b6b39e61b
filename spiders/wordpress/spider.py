"""Finds the site's REST API and follows its pages."""

from spiders.common.spider import SourceSpider
from spiders.wordpress.source import SOURCE


class WordPressSpider(SourceSpider):
    """`scrapy crawl wordpress -a url=https://blog.example.org/2026/05/a-post/`"""

    name = SOURCE.name
    source = SOURCE
