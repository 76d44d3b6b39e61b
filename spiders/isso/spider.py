"""Goes from a page to the server of its comments."""

from spiders.common.spider import SourceSpider
from spiders.isso.source import SOURCE


class IssoSpider(SourceSpider):
    """`scrapy crawl isso -a url=https://blog.example.org/racks/`"""

    name = SOURCE.name
    source = SOURCE
