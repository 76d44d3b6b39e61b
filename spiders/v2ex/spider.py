"""Follows lists of topics to their replies."""

from spiders.common.spider import SourceSpider
from spiders.v2ex.source import SOURCE


class V2exSpider(SourceSpider):
    """`scrapy crawl v2ex -a url=https://www.v2ex.com/go/coffee`"""

    name = SOURCE.name
    source = SOURCE
