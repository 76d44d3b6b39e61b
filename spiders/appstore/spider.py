"""Follows the ten pages of each storefront."""

from spiders.appstore.source import SOURCE
from spiders.common.spider import SourceSpider


class AppStoreSpider(SourceSpider):
    """`scrapy crawl appstore -a url=https://apps.apple.com/us/app/kettle/id123456789 -a tag=us,cn`"""

    name = SOURCE.name
    source = SOURCE
