"""Follows the pages of a list of reviews, within its host."""

from spiders.common.spider import SourceSpider
from spiders.schema_org.source import SOURCE


class SchemaOrgSpider(SourceSpider):
    """`scrapy crawl schema_org -a url=https://shop.example.org/product/1`"""

    name = SOURCE.name
    source = SOURCE
