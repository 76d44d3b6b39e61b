"""Says why it does not begin."""

from spiders.common.spider import SourceSpider
from spiders.googleplay.source import SOURCE


class GoogleplaySpider(SourceSpider):
    """`scrapy crawl googleplay -a url=https://play.google.com/store/apps/details?id=org.example.kettle`"""

    name = SOURCE.name
    source = SOURCE
