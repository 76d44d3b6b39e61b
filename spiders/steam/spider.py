"""Follows the cursor through an app's reviews."""

from spiders.common.spider import SourceSpider
from spiders.steam.source import SOURCE


class SteamSpider(SourceSpider):
    """`scrapy crawl steam -a url=https://store.steampowered.com/app/620/Portal_2/`"""

    name = SOURCE.name
    source = SOURCE
