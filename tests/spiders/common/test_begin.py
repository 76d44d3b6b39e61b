"""Where a spider begins: at hosts that its source names, or nowhere, and then it says so."""

from crawler.manners.book import book_of
from spiders.bluesky.spider import BlueskySpider
from spiders.common.spider import SourceSpider
from spiders.steam.spider import SteamSpider


class Crawler:
    """Stands for a Scrapy crawler, of which only the identity is used here."""


def begun(spider: SourceSpider) -> SourceSpider:
    spider.crawler = Crawler()  # type: ignore[assignment]
    spider.begin(spider.source)
    return spider


def test_the_hosts_of_the_first_addresses_are_open() -> None:
    spider = begun(BlueskySpider(url="https://bsky.app/search?q=mug"))
    assert spider.hosts == {"bsky.app", "public.api.bsky.app"}


def test_an_address_that_leads_nowhere_is_named() -> None:
    spider = begun(SteamSpider(url="https://store.steampowered.com/curators/"))
    assert book_of(spider.crawler).nothing_because == "steam cannot begin at this address; see its README"


def test_wishes_that_a_source_cannot_honour_are_noted() -> None:
    spider = begun(SteamSpider(url="https://store.steampowered.com/app/1/", query="lamp"))
    assert book_of(spider.crawler).notes == ["steam cannot honour 'query'; it was ignored"]
