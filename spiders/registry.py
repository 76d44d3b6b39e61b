"""The sources that caifeng knows, and the choice among them for a page."""

from crawler.pages import Detection, Fetched
from spiders.appstore.source import SOURCE as APPSTORE
from spiders.bluesky.source import SOURCE as BLUESKY
from spiders.discourse.source import SOURCE as DISCOURSE
from spiders.discuz.source import SOURCE as DISCUZ
from spiders.douban.source import SOURCE as DOUBAN
from spiders.feed.source import SOURCE as FEED
from spiders.flarum.source import SOURCE as FLARUM
from spiders.googleplay.source import SOURCE as GOOGLEPLAY
from spiders.hackernews.source import SOURCE as HACKERNEWS
from spiders.isso.source import SOURCE as ISSO
from spiders.lemmy.source import SOURCE as LEMMY
from spiders.machina.source import SOURCE as MACHINA
from spiders.mastodon.source import SOURCE as MASTODON
from spiders.mybb.source import SOURCE as MYBB
from spiders.nodebb.source import SOURCE as NODEBB
from spiders.oscar.source import SOURCE as OSCAR
from spiders.own import own_sources
from spiders.phpbb.source import SOURCE as PHPBB
from spiders.schema_org.source import SOURCE as SCHEMA_ORG
from spiders.source import Source
from spiders.stackexchange.source import SOURCE as STACKEXCHANGE
from spiders.steam.source import SOURCE as STEAM
from spiders.v2ex.source import SOURCE as V2EX
from spiders.web.source import SOURCE as WEB
from spiders.wordpress.source import SOURCE as WORDPRESS
from spiders.xenforo.source import SOURCE as XENFORO

SOURCES: tuple[Source, ...] = (
    APPSTORE,
    BLUESKY,
    DISCOURSE,
    DISCUZ,
    DOUBAN,
    FEED,
    FLARUM,
    GOOGLEPLAY,
    HACKERNEWS,
    ISSO,
    LEMMY,
    MACHINA,
    MASTODON,
    MYBB,
    NODEBB,
    OSCAR,
    PHPBB,
    SCHEMA_ORG,
    STACKEXCHANGE,
    STEAM,
    V2EX,
    WEB,
    WORDPRESS,
    XENFORO,
)
AUTO = "auto"
AUTO_DESCRIPTION = "fetches the address, picks the source that knows it best, and says why"
_NOBODY = "no known engine, and no page that could be read without one"
ENOUGH = 0.3  # below this no source can claim to know the page


def all_sources() -> tuple[Source, ...]:
    """Those that come with caifeng, and the user's own; of equal names the first counts."""
    names = {source.name for source in SOURCES}
    return (*SOURCES, *(source for source in own_sources().sources if source.name not in names))


def source_names() -> list[str]:
    """Names that `source = "…"` may have in study.toml, auto first."""
    return [AUTO, *(source.name for source in all_sources())]


def get_source(name: str) -> Source | None:
    """The source of this name, None for auto and for names unknown."""
    return next((source for source in all_sources() if source.name == name), None)


def choose(fetched: Fetched) -> tuple[Source | None, Detection, dict[str, Detection]]:
    """The source that knows the page best (None when none does), its reason, and all opinions."""
    opinions = {source.name: source.detect(fetched) for source in all_sources()}
    name, best = max(opinions.items(), key=lambda pair: pair[1].score)
    if best.score < ENOUGH:
        return (
            None,
            opinions[WEB.name] if opinions[WEB.name].score else Detection(best.score, _NOBODY),
            opinions,
        )
    return get_source(name), best, opinions
