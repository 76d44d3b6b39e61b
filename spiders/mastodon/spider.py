"""Follows timelines and the threads under their posts."""

from spiders.common.spider import SourceSpider
from spiders.mastodon.source import SOURCE


class MastodonSpider(SourceSpider):
    """`scrapy crawl mastodon -a url=https://social.example.org/tags/tea`"""

    name = SOURCE.name
    source = SOURCE
