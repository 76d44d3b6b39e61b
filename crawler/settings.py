"""Scrapy's settings: the manners that hold for every crawl, by `caifeng crawl` and by `scrapy crawl`.

A study may ask for a longer delay or another timeout (crawler.job); it cannot switch robots.txt off.
"""

from typing import Any

from crawler.manners.agent import user_agent
from crawler.plugins import spider_modules

BOT_NAME = "caifeng"
SPIDER_MODULES = ["spiders", *spider_modules()]
NEWSPIDER_MODULE = "spiders"

TWISTED_REACTOR = "twisted.internet.asyncioreactor.AsyncioSelectorReactor"
USER_AGENT = user_agent()

# one host, one request at a time, and exactly the delay that was promised
ROBOTSTXT_OBEY = True
CONCURRENT_REQUESTS = 1
CONCURRENT_REQUESTS_PER_DOMAIN = 1
DOWNLOAD_DELAY = 1.0
DOWNLOAD_DELAY_JITTER = 0.0

COOKIES_ENABLED = False
TELNETCONSOLE_ENABLED = False
REMOTE_CONTROL_ENABLED = False
HTTPCACHE_ENABLED = False

DOWNLOAD_TIMEOUT = 30
DOWNLOAD_MAXSIZE = 20 * 1024 * 1024  # bounds what comes in and, separately, what it unpacks to
DOWNLOAD_WARNSIZE = 5 * 1024 * 1024
REDIRECT_MAX_TIMES = 5
REDIRECT_PRIORITY_ADJUST = 0
METAREFRESH_ENABLED = False
RETRY_TIMES = 3
RETRY_HTTP_CODES = [429, 500, 502, 503, 504, 522, 524, 408]
RETRY_PRIORITY_ADJUST = 0  # a page keeps its place in the order

CAIFENG_ALLOW_PRIVATE = False
DOWNLOAD_HANDLERS = dict.fromkeys(("http", "https"), "crawler.manners.whole.BoundedHeaders")
TWISTED_DNS_RESOLVER = "crawler.manners.addresses.GuardedResolver"

DOWNLOADER_MIDDLEWARES: dict[str, Any] = {
    "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,  # RobotsGate takes its place
    "crawler.manners.addresses.AddressGuard": 50,
    "crawler.manners.backoff.BackOff": 60,
    "crawler.manners.robots.RobotsGate": 100,
    "crawler.rendering.middleware.Rendering": 110,  # sees answers last, after redirects, retries and walls
    "crawler.snapshots.conditional.ConditionalGet": 605,
    "crawler.manners.quota.QuotaGuard": 585,
    "crawler.manners.whole.WholeAnswers": 587,
    # nearer to the server than retry (550) and farther than decompression (590) and redirects (600)
    "crawler.manners.walls.WallGuard": 580,
}
REQUEST_FINGERPRINTER_CLASS = "crawler.rendering.wish.Fingerprinter"
CAIFENG_BROWSER: dict[str, Any] = {}  # crawl.browser of study.toml

SPIDER_MIDDLEWARES: dict[str, Any] = {"crawler.pipeline.SinglePosts": 50}

# a crawl of a study has its own scheduler and middleware on top of these (crawler.job)

LOG_LEVEL = "INFO"
LOG_FORMATTER = "crawler.pipeline.QuietLog"
FEED_EXPORT_ENCODING = "utf-8"
